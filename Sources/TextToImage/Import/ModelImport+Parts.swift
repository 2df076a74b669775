import Foundation
import ImageCodec
import SuperResolution
import Tensors
import TextImageMatching
import TokenTransformer

extension ModelImport {
    /// The files of an import, each in its place.
    struct Parts: Sendable {
        let transformer: ReleasedFile
        let transformerConfig: TransformerConfig
        /// What the transformer's own mask says of its rules; nil where it says nothing.
        let rulesOfMask: TransformerRules?
        let codec: ReleasedFile
        let codecConfig: VQGANConfig
        let vocabulary: ReleasedFile
        let matcher: Matcher?
        /// By how many times they enlarge.
        let upscalers: [Upscaler]
        /// Of Emojich's shape: there is no other released one.
        let segmentation: ReleasedFile?

        struct Matcher: Sendable {
            let weights: ReleasedFile
            let config: CLIPConfig
            let vocabulary: ReleasedFile
        }

        struct Upscaler: Sendable {
            let weights: ReleasedFile
            let config: RRDBNetConfig

            var fileName: String { "upscaler-x\(config.scale).safetensors" }
        }

        init(_ files: [ReleasedFile], options: ImportOptions) throws {
            func only(_ part: ModelPart) throws(TextToImageError) -> ReleasedFile? {
                let found = files.filter { $0.part == part }
                guard found.count <= 1 else { throw .ambiguousPart(part, paths: found.map(\.path)) }
                return found.first
            }
            func needed(_ part: ModelPart) throws(TextToImageError) -> ReleasedFile {
                guard let file = try only(part) else { throw .missingPart(part) }
                return file
            }
            transformer = try needed(.transformer)
            guard case .transformer(let shape) = transformer.contents else { throw TextToImageError.missingPart(.transformer) }
            codec = try needed(.codec)
            guard case .codec(var codecConfig) = codec.contents else { throw TextToImageError.missingPart(.codec) }
            if let file = try only(.codecConfiguration), case .codecConfiguration(let written) = file.contents {
                codecConfig = written.with(waveletLevels: codecConfig.waveletLevels)
            }
            self.codecConfig = codecConfig
            guard codecConfig.codes == shape.imageVocabulary else {
                throw TextToImageError.inconsistentModel(
                    path: codec.path,
                    reason: "the transformer draws from \(shape.imageVocabulary) codes and the codec has \(codecConfig.codes)")
            }
            guard let rules = options.rules ?? shape.rules else { throw TextToImageError.undecidedRules(path: transformer.path) }
            guard let heads = options.heads ?? shape.releasedHeads else {
                throw TextToImageError.undecidedHeads(path: transformer.path, width: shape.width)
            }
            transformerConfig = try shape.config(heads: heads, rules: rules)
            rulesOfMask = shape.rules

            let vocabularies = Vocabularies(files)
            let matcherFile = try only(.matcher)
            vocabulary = try vocabularies.forTransformer(
                transformer, tokens: shape.textVocabulary - shape.textLength, besides: matcherFile)
            matcher = try matcherFile.map { file in
                guard case .matcherConfiguration(let config)? = try only(.matcherConfiguration)?.contents else {
                    throw TextToImageError.missingPart(.matcherConfiguration)
                }
                guard case .matcher(let tokens) = file.contents, tokens == config.vocabulary else {
                    throw TextToImageError.inconsistentModel(
                        path: file.path, reason: "its token table is not of the \(config.vocabulary) rows that config.json says")
                }
                return Matcher(weights: file, config: config, vocabulary: try vocabularies.forMatcher(file, tokens: tokens))
            }
            var upscalers: [Upscaler] = []
            for file in files {
                guard case .upscaler(let config) = file.contents else { continue }
                if let other = upscalers.first(where: { $0.config.scale == config.scale }) {
                    throw TextToImageError.ambiguousPart(.upscaler, paths: [other.weights.path, file.path])
                }
                upscalers.append(Upscaler(weights: file, config: config))
            }
            self.upscalers = upscalers.sorted { $0.config.scale < $1.config.scale }
            segmentation = try only(.segmentation)
        }

        /// The name of the released model that a transformer of this shape is, as far as its shape can tell.
        var releasedName: String {
            switch transformerConfig {
            case .malevich: "malevich"
            case .malevichV2: "malevich-v2"
            case .kandinsky: "kandinsky"
            default: "imported"
            }
        }

        private static let vocabularyName = "vocabulary.bpe"
        private static let matcherVocabularyName = "matcher-vocabulary.bpe"
        static let segmentationName = "segmentation.safetensors"

        func manifest(name: String, precision: Precision, options: ImportOptions) -> ModelManifest {
            ModelManifest(
                format: ModelManifest.currentFormat, name: name, version: transformerConfig.rules.name,
                title: options.title ?? "ruDALL-E, \(transformerConfig.layers) × \(transformerConfig.width)",
                license: options.license ?? ModelImport.unknownLicense, attribution: options.attribution,
                text: ModelManifest.Text(
                    vocabulary: Self.vocabularyName, normalization: .rudalle, length: transformerConfig.textLength),
                transformer: ModelManifest.Transformer(
                    files: [], config: transformerConfig, guidanceTrained: false, precision: precision),
                codec: ModelManifest.Codec(files: ["codec.safetensors"], config: codecConfig),
                matching: matcher.map { matcher in
                    ModelManifest.Matching(
                        files: ["matcher.safetensors"],
                        vocabulary: matcher.vocabulary.path == vocabulary.path ? Self.vocabularyName : Self.matcherVocabularyName,
                        normalization: .rudalle, config: matcher.config, templates: PromptTemplates.ruCLIP.templates)
                },
                upscalers: upscalers.isEmpty ? nil : upscalers.map { ModelManifest.Upscaling(files: [$0.fileName], config: $0.config) },
                segmentation: segmentation.map { _ in ModelManifest.Segmentation(files: [Self.segmentationName], config: .emojich) },
                sampling: ModelManifest.SamplingDefaults(temperature: 1, topK: 2048, topP: 0.995, guidance: 1), files: [:])
        }
    }

    /// The vocabularies among the files of an import, and whom each belongs to: ruDALL-E's and ruCLIP's have the same name.
    private struct Vocabularies {
        private let files: [(file: ReleasedFile, size: Int)]

        init(_ files: [ReleasedFile]) {
            self.files = files.compactMap { file in
                if case .vocabulary(let size) = file.contents { (file, size) } else { nil }
            }
        }

        /// That of exactly so many tokens; else the only one with fewer, unless it lies beside a matcher.
        func forTransformer(_ transformer: ReleasedFile, tokens: Int, besides matcher: ReleasedFile?) throws -> ReleasedFile {
            if let exact = try exact(tokens, for: transformer, part: .vocabulary) { return exact }
            let fitting = files.filter { $0.size < tokens && (matcher == nil || $0.file.folder != matcher?.folder) }
            guard fitting.count == 1 else { throw refusal(.vocabulary, tokens: tokens) }
            return fitting[0].file
        }

        /// That of exactly so many tokens; else a smaller one that lies beside the matcher.
        func forMatcher(_ matcher: ReleasedFile, tokens: Int) throws -> ReleasedFile {
            if let exact = try exact(tokens, for: matcher, part: .matcherVocabulary) { return exact }
            let fitting = files.filter { $0.size < tokens && $0.file.folder == matcher.folder }
            guard fitting.count == 1 else { throw refusal(.matcherVocabulary, tokens: tokens) }
            return fitting[0].file
        }

        /// Of several, the one beside the weights that it belongs to, or any where all are the same.
        private func exact(_ tokens: Int, for weights: ReleasedFile, part: ModelPart) throws -> ReleasedFile? {
            let fitting = files.filter { $0.size == tokens }.map(\.file)
            guard fitting.count > 1 else { return fitting.first }
            let beside = fitting.filter { $0.folder == weights.folder }
            if beside.count == 1 { return beside[0] }
            let digests = try Set(fitting.map { try ModelFolder.record(ofFileAt: $0.path).sha256 })
            guard digests.count == 1 else { throw TextToImageError.ambiguousPart(part, paths: fitting.map(\.path)) }
            return fitting[0]
        }

        private func refusal(_ part: ModelPart, tokens: Int) -> TextToImageError {
            guard let other = files.max(by: { $0.size < $1.size }) else { return .missingPart(part) }
            return .vocabularyDoesNotFit(part, path: other.file.path, expected: tokens, found: other.size)
        }
    }
}
