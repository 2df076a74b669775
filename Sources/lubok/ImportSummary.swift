import TextToImage

/// What an import found in its files, a line each.
struct ImportSummary {
    private let model: ModelImport
    private let report: ModelImport.Report

    init(_ model: ModelImport, report: ModelImport.Report) {
        self.model = model
        self.report = report
    }

    var lines: [String] {
        model.files.map { "\($0.path): \(description(of: $0.contents))" }
            + model.otherPaths.map { "\($0): " + say("not used", "не используется") }
            + report.replacedWeights.sorted { $0.key < $1.key }.map {
                "\($0.key): " + say("weights replaced: \($0.value)", "заменено весов: \($0.value)")
            }
    }

    private func description(of contents: ReleasedFile.Contents) -> String {
        switch contents {
        case .transformer(let shape):
            let rules = model.rulesName
            let source = model.rulesSource == .mask ? say("by its mask", "по его маске") : say("as asked", "как указано")
            return say(
                "transformer, \(shape.layers) layers, \(shape.width) wide, rules \(rules) \(source), packed in \(model.precision.rawValue)",
                "трансформер, слоёв \(shape.layers), ширина \(shape.width), правила \(rules) \(source), упакован в \(model.precision.rawValue)")
        case .codec(let config):
            let head = config.waveletLevels > 0 ? say(", wavelet head", ", вейвлет-голова") : ""
            return say("codec", "кодек") + ", \(config.quantizer.rawValue), \(config.codes) × \(config.embeddingDimension)\(head)"
        case .codecConfiguration:
            return say("configuration of the codec", "настройки кодека")
        case .matcher(let vocabulary):
            return say("ruCLIP, \(vocabulary) tokens", "ruCLIP, токенов \(vocabulary)")
        case .matcherConfiguration(let config):
            return say(
                "configuration of ruCLIP, pictures of \(config.pictureSide) pixels", "настройки ruCLIP, картинки \(config.pictureSide) точек")
        case .vocabulary(let size):
            return say("vocabulary, \(size) tokens", "словарь, токенов \(size)")
        case .upscaler(let config):
            return "Real-ESRGAN x\(config.scale)"
        case .segmentation:
            return say("UNet that cuts the background off", "UNet, вырезающая фон")
        }
    }
}
