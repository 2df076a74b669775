import ForegroundSegmentation
import ImageCodec

/// What a request made: the sidecar beside its pictures, and what `--json` prints.
public struct GenerationRecord: Codable, Sendable {
    public var format = 1
    public var prompt: String
    public var normalizedPrompt: String
    public var droppedTokens: Int
    public var seed: UInt64
    public var candidates: Int
    public var sampling: SamplingOptions
    public var model: Model
    public var machine: Machine
    public var rankedBy: Ranking
    /// How many times as wide and high the pictures were made after they had been painted and ranked; nil where they were not.
    public var upscale: Int?
    /// How cut-outs were asked for; nil where none were.
    public var cutout: PictureCutter.Choice?
    /// Nil for the model's own square.
    public var shape: Shape?
    /// Nil where nothing was started from.
    public var imagePrompts: [ImagePrompt]?
    /// Those that were kept, best first.
    public var pictures: [Picture]
    public var contactSheet: String?

    enum CodingKeys: String, CodingKey {
        case format, prompt, seed, candidates, sampling, model, machine, upscale, cutout, shape, pictures
        case normalizedPrompt = "normalized_prompt"
        case droppedTokens = "dropped_tokens"
        case contactSheet = "contact_sheet"
        case rankedBy = "ranked_by"
        case imagePrompts = "image_prompts"
    }

    public struct Model: Codable, Sendable {
        public var name: String
        public var version: String
        public var precision: String
    }

    /// Bits are promised for one machine and build: this says which.
    public struct Machine: Codable, Sendable {
        /// The kernels' instruction tier.
        public var kernels: String
        /// What OpenBLAS took the processor for.
        public var openBLASCore: String

        enum CodingKeys: String, CodingKey {
            case kernels
            case openBLASCore = "openblas_core"
        }
    }

    public struct Picture: Codable, Sendable {
        /// The name of its file, in the sidecar's folder.
        public var file: String
        public var rank: Int
        public var candidate: Int
        public var score: Float?
        public var perplexity: Float
        /// Which of the image prompts it goes on from, counted from 0.
        public var imagePrompt: Int?
        public var codes: CodeGrid
        /// Nil where none was asked for.
        public var cutout: Cutout?

        enum CodingKeys: String, CodingKey {
            case file, rank, candidate, score, perplexity, codes, cutout
            case imagePrompt = "image_prompt"
        }

        public struct Cutout: Codable, Sendable {
            /// The name of its file, in the sidecar's folder.
            public var file: String
            /// What told foreground from background.
            public var method: ForegroundSegmentation.Cutout.Method
            public var foregroundShare: Double

            enum CodingKeys: String, CodingKey {
                case file, method
                case foregroundShare = "foreground_share"
            }
        }
    }
}
