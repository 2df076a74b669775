import TextToImage

/// A model in a screenful.
struct ModelSummary {
    private let folder: ModelFolder

    init(_ folder: ModelFolder) {
        self.folder = folder
    }

    var text: String {
        let manifest = folder.manifest
        let transformer = manifest.transformer.config
        let codec = manifest.codec.config
        var lines = [
            "\(manifest.name) \(manifest.version): \(manifest.title)",
            folder.path,
            say("licence: ", "лицензия: ") + manifest.license,
        ]
        lines += manifest.attribution.map { "  " + $0 }
        lines += [
            say("text: ", "текст: ") + "\(manifest.text.length), \(manifest.text.normalization.rawValue)",
            say("transformer: ", "трансформер: ")
                + say(
                    "\(transformer.layers) layers, \(transformer.width) wide, \(transformer.heads) heads, \(transformer.gridSide)×\(transformer.gridSide) codes of \(transformer.imageVocabulary)",
                    "слоёв \(transformer.layers), ширина \(transformer.width), голов \(transformer.heads), \(transformer.gridSide)×\(transformer.gridSide) кодов из \(transformer.imageVocabulary)"),
            say("codec: ", "кодек: ") + "\(codec.quantizer.rawValue), \(codec.codes) × \(codec.embeddingDimension)",
        ]
        if let matching = manifest.matching {
            lines.append(
                say("matcher: ", "сравнение: ")
                    + say(
                        "pictures of \(matching.config.pictureSide) pixels, vectors of \(matching.config.embeddingDimension)",
                        "картинки \(matching.config.pictureSide) точек, векторы из \(matching.config.embeddingDimension)"))
        }
        if let upscalers = manifest.upscalers, !upscalers.isEmpty {
            lines.append(say("upscalers: ", "увеличение: ") + upscalers.map { "×\($0.config.scale)" }.joined(separator: ", "))
        }
        if let segmentation = manifest.segmentation {
            let side = segmentation.config.pictureSide
            lines.append(say("cut-outs: ", "вырезание: ") + say("U-Net, pictures of \(side) pixels", "U-Net, картинки \(side) точек"))
        }
        let defaults = manifest.sampling
        lines.append(
            say("sampling: ", "выбор кодов: ")
                + "temperature \(defaults.temperature), top-k \(defaults.topK), top-p \(defaults.topP), guidance \(defaults.guidance)")
        let size = manifest.files.values.reduce(0) { $0 + $1.size }
        lines.append(say("files: ", "файлы: ") + "\(manifest.files.count), " + ByteCount(size).text)
        return lines.map(printable).joined(separator: "\n")
    }
}
