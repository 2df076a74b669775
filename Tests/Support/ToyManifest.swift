import Foundation

/// `model.json` as `docs/formats.md` describes it, apart from the program's own type. Keys in snake case are names in camel case.
struct ToyManifest: Codable {
    var format = 1
    var name: String
    var version: String
    var title: String
    var license = "none"
    var attribution = [String]()
    var text: Text
    var transformer: Transformer
    var codec: Codec
    var matching: Matching
    var upscalers: [Upscaling]?
    /// ruDALL-E's own.
    var sampling = Sampling(temperature: 1, topK: 2048, topP: 0.995, guidance: 1)
    var files: [String: FileRecord]

    /// What the original programs do to a prompt.
    static let normalization = "rudalle"

    struct Text: Codable {
        var vocabulary = ToyModelFolder.File.vocabulary.rawValue
        var normalization = ToyManifest.normalization
        var length: Int
    }

    struct Transformer: Codable {
        var files = [ToyModelFolder.File.transformer.rawValue]
        /// Not true, but it lets tests ask for guidance.
        var guidanceTrained = true
        var config: Config

        struct Config: Codable {
            var layers: Int
            var width: Int
            var heads: Int
            var textLength: Int
            var gridSide: Int
            var textVocabulary: Int
            var imageVocabulary: Int
            var sandwichLayernorm: Bool
            var rules: String
        }
    }

    struct Codec: Codable {
        var files = [ToyModelFolder.File.codec.rawValue]
        var config: Config

        struct Config: Codable {
            var quantizer: String
            var embeddingDimension: Int
            var codes: Int
            var latentChannels: Int
            var channels: Int
            var channelMultipliers: [Int]
            var residualBlocks: Int
            var attentionResolutions: [Int]
            var resolution: Int
        }
    }

    struct Matching: Codable {
        var files = [ToyModelFolder.File.matcher.rawValue]
        var vocabulary = ToyModelFolder.File.matcherVocabulary.rawValue
        var normalization = ToyManifest.normalization
        var templates: [String]
        var config: Config

        struct Config: Codable {
            var embeddingDimension: Int
            var pictureSide: Int
            var visionLayers: Int
            var visionWidth: Int
            var visionPatch: Int
            var contextLength: Int
            var vocabulary: Int
            var textWidth: Int
            var textHeads: Int
            var textLayers: Int
        }
    }

    struct Upscaling: Codable {
        var files: [String]
        var config: Config

        struct Config: Codable {
            var scale: Int
            var features: Int
            var blocks: Int
            var growth: Int
        }
    }

    struct Sampling: Codable {
        var temperature: Double
        var topK: Int
        var topP: Double
        var guidance: Double
    }

    struct FileRecord: Codable {
        var size: Int
        var sha256: String

        init(_ data: Data) {
            size = data.count
            sha256 = SHA256Digest(of: data).text
        }
    }
}
