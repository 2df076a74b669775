import ImageCodec
import SuperResolution
import TextImageMatching
import TextToImage
import TokenTransformer

extension BenchmarkSubject {
    /// The released shapes.
    private static let released: [(name: String, transformer: TransformerConfig)] = [
        ("malevich", .malevich), ("kandinsky", .kandinsky),
    ]

    /// The numbers of a shape that can be given.
    private static let settings: [(name: String, path: any WritableKeyPath<Numbers, Int> & Sendable)] = [
        ("layers", \.layers), ("width", \.width), ("heads", \.heads), ("text", \.text), ("grid", \.grid), ("words", \.words),
        ("codes", \.codes),
    ]

    /// What a transformer's shape can be given by.
    private struct Numbers {
        var layers, width, heads, text, grid, words, codes: Int

        init(_ config: TransformerConfig) {
            layers = config.layers
            width = config.width
            heads = config.heads
            text = config.textLength
            grid = config.gridSide
            words = config.textVocabulary
            codes = config.imageVocabulary
        }

        func config(like base: TransformerConfig) throws(BenchmarkError) -> TransformerConfig {
            do {
                return try TransformerConfig(
                    layers: layers, width: width, heads: heads, textLength: text, gridSide: grid, textVocabulary: words,
                    imageVocabulary: codes, sandwichLayerNorm: base.sandwichLayerNorm, rules: base.rules)
            } catch {
                throw .impossibleShape(error)
            }
        }
    }

    /// A shape on random weights: a name, or numbers as in `layers=12,width=1024`, or a name and numbers that differ from it.
    ///
    /// A name is that of a released model or of a model folder. What is not given is Malevich's: Sber's codec and ruCLIP's ViT-B/32 at 384
    /// pixels are, and Real-ESRGAN x2, whatever the transformer's numbers.
    /// - Throws: `BenchmarkError`; `TextToImageError` for a model folder that is broken.
    package init(shape: String, models: ModelCatalogue) throws {
        var parts = shape.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let name = parts.first.flatMap { $0.contains("=") ? nil : $0 }
        if name != nil { parts.removeFirst() }
        let base = try Self.named(name ?? Self.released[0].name, models: models)

        var numbers = Numbers(base.transformer)
        for part in parts {
            let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard sides.count == 2, let setting = Self.settings.first(where: { $0.name == sides[0] }), let number = Int(sides[1])
            else { throw BenchmarkError.badShapeSetting(part, known: Self.settings.map(\.name)) }
            numbers[keyPath: setting.path] = number
        }
        self.init(
            name: shape, transformer: try numbers.config(like: base.transformer), codec: base.codec, matcher: base.matcher,
            upscaler: base.upscaler)
    }

    private static func named(_ name: String, models: ModelCatalogue) throws -> BenchmarkSubject {
        if let shape = released.first(where: { $0.name == name }) {
            return BenchmarkSubject(
                name: name, transformer: shape.transformer, codec: .sber(), matcher: try .ruCLIPBase32At384(),
                upscaler: .released(scale: 2))
        }
        guard let model = models.list().first(where: { $0.name == name }) else {
            throw BenchmarkError.unknownShape(name, known: released.map(\.name) + models.list().map(\.name))
        }
        return BenchmarkSubject(folder: try ModelFolder(path: model.path))
    }
}
