import ForegroundSegmentation
import ImageCodec
import SuperResolution
import Tensors
import TextImageMatching
import Tokenization
import TokenTransformer

/// What `model.json` says: the parts of a model, the shape of each, and the files they lie in.
public struct ModelManifest: Codable, Sendable, Equatable {
    /// The format of the file itself. This program reads format 1.
    public var format: Int
    public var name: String
    public var version: String
    public var title: String
    public var license: String
    public var attribution: [String]
    public var text: Text
    public var transformer: Transformer
    public var codec: Codec
    /// Absent where a model has nothing to rank with.
    public var matching: Matching?
    /// Nets that enlarge pictures, one for a scale; absent where there are none.
    public var upscalers: [Upscaling]?
    /// Absent where a model has nothing that tells foreground from background.
    public var segmentation: Segmentation?
    public var sampling: SamplingDefaults
    /// Every file of the model by its name in the folder.
    public var files: [String: FileRecord]

    /// The newest format this program reads.
    public static let currentFormat = 1

    /// How a prompt becomes token ids.
    public struct Text: Codable, Sendable, Equatable {
        public var vocabulary: String
        public var normalization: TextNormalization
        /// Ids of a prompt, begin and end included.
        public var length: Int
    }

    public struct Transformer: Codable, Sendable, Equatable {
        public var files: [String]
        public var config: TransformerConfig
        /// Whether captions were dropped in training, so that guidance means something.
        public var guidanceTrained: Bool
        /// The precision in which the files hold the matrices packed; nil where they hold them as numbers.
        public var precision: Precision?

        enum CodingKeys: String, CodingKey {
            case files, config, precision
            case guidanceTrained = "guidance_trained"
        }
    }

    public struct Codec: Codable, Sendable, Equatable {
        public var files: [String]
        public var config: VQGANConfig
    }

    public struct Matching: Codable, Sendable, Equatable {
        public var files: [String]
        public var vocabulary: String
        public var normalization: TextNormalization
        public var config: CLIPConfig
        /// What a prompt is put into before it is compared with pictures; `{}` stands for the prompt.
        public var templates: [String]
        /// How the pictures of a request that says nothing else are put in order; by likeness to the prompt where the model says nothing either.
        public var rankedBy: Ranking?

        enum CodingKeys: String, CodingKey {
            case files, vocabulary, normalization, config, templates
            case rankedBy = "ranked_by"
        }
    }

    public struct Upscaling: Codable, Sendable, Equatable {
        public var files: [String]
        public var config: RRDBNetConfig
    }

    public struct Segmentation: Codable, Sendable, Equatable {
        public var files: [String]
        public var config: UNetConfig
    }

    /// What a request that says nothing else is sampled with.
    public struct SamplingDefaults: Codable, Sendable, Equatable {
        public var temperature: Double
        public var topK: Int
        public var topP: Double
        public var guidance: Double

        enum CodingKeys: String, CodingKey {
            case temperature, guidance
            case topK = "top_k"
            case topP = "top_p"
        }
    }

    public struct FileRecord: Codable, Sendable, Equatable {
        /// Bytes.
        public var size: Int
        /// Lowercase hexadecimal.
        public var sha256: String
    }
}
