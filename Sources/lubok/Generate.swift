import ArgumentParser
import Foundation
import TextToImage

struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Paint candidates, rank them, write the best.", "Нарисовать варианты, отсортировать, записать лучшие."))

    @Argument(help: ArgumentHelp(say("What to paint.", "Что нарисовать.")))
    var prompt: String

    @Option(
        name: [.customShort("n"), .long], parsing: .unconditional,
        help: ArgumentHelp(say("Candidates to paint, at most 1024.", "Сколько вариантов нарисовать, не больше 1024.")))
    var candidates = 8

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(say("Pictures to write, the best first; all by default.", "Сколько лучших записать; по умолчанию все.")))
    var keep: Int?

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(say("Repeats a run; -1 or none: a random one, which is printed.", "Повторяет результат; -1 или без него — случайное, оно печатается.")))
    var seed: Int64 = -1

    @OptionGroup var sampling: SamplingArguments
    @OptionGroup var model: ModelOptions
    @OptionGroup var cutouts: CutoutArguments

    @Option(name: .shortAndLong, help: ArgumentHelp(say("Folder for the pictures.", "Папка для картинок."), valueName: say("folder", "папка")))
    var output = "."

    @Option(
        name: .long,
        help: ArgumentHelp(
            say("File names; {prompt}, {seed} and {rank} are filled in.", "Имена файлов; {prompt}, {seed} и {rank} подставляются."),
            valueName: say("pattern", "образец")))
    var name = FileNaming.standardPattern

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(say("Columns of the contact sheet.", "Столбцов на контактном листе."), valueName: say("columns", "столбцы")))
    var grid: Int?

    @Flag(name: .customLong("no-rank"), help: ArgumentHelp(say("Do not compare the pictures with the prompt; order by perplexity.", "Не сравнивать картинки с описанием; порядок по перплексии.")))
    var skipsRanking = false

    @Flag(name: .long, help: ArgumentHelp(say("Print one JSON object.", "Напечатать один объект JSON.")))
    var json = false

    @Flag(name: .long, help: ArgumentHelp(say("Print nothing but errors.", "Не печатать ничего, кроме ошибок.")))
    var quiet = false

    @Flag(name: .long, help: ArgumentHelp(say("Overwrite files of the same name.", "Перезаписывать файлы с теми же именами.")))
    var force = false

    mutating func run() throws {
        // What needs no model is checked before one is read.
        let seed = try chosenSeed()
        var request = GenerationRequest(
            prompt: prompt, candidates: 0..<max(candidates, 0), seed: seed,
            sampling: sampling.options(defaults: SamplingOptions()), ranks: !skipsRanking)
        guard candidates >= 0 else {
            throw TextToImageError.badOption(
                name: "--candidates", value: "\(candidates)", allowed: .range(1...GenerationRequest.largestCandidateCount))
        }
        try request.validate()
        var export = try export(seed: seed)
        let pipeline = try model.pipeline()
        request.sampling = sampling.options(defaults: pipeline.samplingDefaults)
        // A prompt that cannot be painted leaves no folder behind.
        _ = try pipeline.tokenize(prompt)
        export.cutter = try cutouts.cutter(model: model.model, on: pipeline.pool)
        try export.prepare()

        let (pictures, tokenized) = try paint(request, with: pipeline)
        let record = try export.write(pictures, record: pipeline.record(of: request, prompt: tokenized))
        report(record, export: export)
    }

    private func chosenSeed() throws -> UInt64 {
        guard seed >= -1 else { throw TextToImageError.badOption(name: "--seed", value: "\(seed)", allowed: .atLeast(-1)) }
        // Short enough to be read out; the streams are as independent as for any other seed.
        return seed == -1 ? UInt64(UInt32.random(in: .min ... .max)) : UInt64(seed)
    }

    private func export(seed: UInt64) throws -> PictureExport {
        let keep = keep ?? candidates
        guard keep >= 1, keep <= candidates else {
            throw TextToImageError.badOption(name: "--keep", value: "\(keep)", allowed: .range(1...max(candidates, 1)))
        }
        if let grid, !(1...64).contains(grid) {
            throw TextToImageError.badOption(name: "--grid", value: "\(grid)", allowed: .range(1...64))
        }
        return PictureExport(
            folder: output, naming: try FileNaming(pattern: name, prompt: prompt, seed: seed), keep: keep, columns: grid,
            overwrites: force)
    }

    private func paint(
        _ request: GenerationRequest, with pipeline: TextToImagePipeline
    ) throws -> (pictures: [RankedImage], prompt: TokenizedPrompt) {
        Interruption.watch()
        let run = try pipeline.run(request)
        var progress = Progress(isShown: !quiet)
        defer { progress.finish() }
        var pictures = [RankedImage]()
        while let event = try run.next() {
            try Interruption.check()
            switch event {
            case .promptRead(let prompt):
                if prompt.droppedCount > 0, !quiet {
                    StandardError.line(
                        say(
                            "The prompt is too long: its last \(prompt.droppedCount) tokens were cut.",
                            "Описание слишком длинное: отброшено последних токенов: \(prompt.droppedCount)."))
                }
            case .codesDrawn(let done, let total):
                progress.update(stage: say("Drawing codes", "Коды"), done: done, of: total, unit: say("codes", "кодов"))
            case .picturesPainted(let done, let total):
                progress.update(stage: say("Painting", "Картинки"), done: done, of: total, unit: say("pictures", "картинок"))
            case .ranked(let ranked):
                pictures = ranked
            }
        }
        return (pictures, run.prompt)
    }

    private func report(_ record: GenerationRecord, export: PictureExport) {
        if json {
            print(String(decoding: record.json, as: UTF8.self), terminator: "")
        } else if !quiet {
            print(say("Seed: \(record.seed)", "Зерно: \(record.seed)"))
            for picture in record.pictures {
                let value =
                    picture.score.map { String(format: say("score %.3f", "оценка %.3f"), $0) }
                    ?? String(format: say("perplexity %.1f", "перплексия %.1f"), picture.perplexity)
                print("\(picture.rank)  \(export.path(of: picture.file))  (\(value))")
                if let cutout = picture.cutout {
                    print(say("   cut out: ", "   вырезано: ") + export.path(of: cutout.file))
                }
            }
            if let sheet = record.contactSheet {
                print(say("All candidates: ", "Все варианты: ") + export.path(of: sheet))
            }
        }
    }
}
