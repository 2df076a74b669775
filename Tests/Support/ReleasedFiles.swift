import Foundation

/// The files of a fixture of the kind `pipeline` as somebody would have them who fetched released models.
public struct ReleasedFiles: Sendable {
    public let transformer: String
    public let codec: String
    /// YAML.
    public let codecConfiguration: String
    public let vocabulary: String
    /// `config.json`, `bpe.model` and `pytorch_model.bin`.
    public let matcher: [String]
    /// What no file tells.
    public let heads: Int
    public let rules: String

    /// - Parameter golden: a fixture of the kind `pipeline`.
    public init(_ golden: GoldenCase) throws {
        let pipeline = try golden.decoded(as: PipelineCase.self)
        func path(_ name: String) -> String { golden.folder.appending(path: name).standardized.path(percentEncoded: false) }
        transformer = path(pipeline.dalle.checkpoint)
        codec = path(pipeline.vqgan.checkpoint)
        codecConfiguration = path(pipeline.vqgan.config)
        vocabulary = path(pipeline.bpe)
        matcher = ["config.json", "bpe.model", "pytorch_model.bin"].map { path(pipeline.clip + "/" + $0) }
        heads = pipeline.dalle.config.numAttentionHeads
        rules = pipeline.dalle.hfVersion
    }

    public var all: [String] { [transformer, codec, codecConfiguration, vocabulary] + matcher }
}
