import TextToImage

/// What the events of a run say on standard error.
struct GenerationProgress {
    private let isQuiet: Bool
    private var progress: Progress
    /// Stands before each stage, such as the number of the prompt.
    var prefix = ""

    init(isQuiet: Bool) {
        self.isQuiet = isQuiet
        progress = Progress(isShown: !isQuiet)
    }

    mutating func show(_ event: GenerationEvent) {
        switch event {
        case .promptRead(let prompt):
            if prompt.droppedCount > 0, !isQuiet {
                StandardError.line(
                    prefix
                        + say(
                            "The prompt is too long: its last \(prompt.droppedCount) tokens were cut.",
                            "Описание слишком длинное: отброшено последних токенов: \(prompt.droppedCount)."))
            }
        case .codesDrawn(let done, let total):
            progress.update(stage: prefix + say("Drawing codes", "Коды"), done: done, of: total, unit: say("codes", "кодов"))
        case .picturesPainted(let done, let total):
            progress.update(stage: prefix + say("Painting", "Картинки"), done: done, of: total, unit: say("pictures", "картинок"))
        case .preview, .ranked:
            break
        }
    }

    mutating func showEnlarging(done: Int, of total: Int) {
        progress.update(stage: prefix + say("Enlarging", "Увеличение"), done: done, of: total, unit: say("tiles", "плиток"))
    }

    func finish() { progress.finish() }
}
