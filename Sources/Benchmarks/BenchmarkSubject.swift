import Checkpoints
import ImageCodec
import SuperResolution
import Tensors
import TextImageMatching
import TextToImage
import TokenTransformer

/// What is measured: the shapes of a model's parts, on random weights or on a model's own.
package struct BenchmarkSubject: Sendable {
    /// The shape's name or numbers, or the model's name.
    package let name: String
    package let transformer: TransformerConfig
    package let codec: VQGANConfig
    /// Absent where a model has nothing to rank with.
    package let matcher: CLIPConfig?
    /// The one of the smallest scale; absent where a model has nothing to enlarge pictures with.
    package let upscaler: RRDBNetConfig?
    /// Where the weights lie; nil for random ones.
    package let folder: ModelFolder?

    /// A model with its own weights.
    package init(folder: ModelFolder) {
        name = folder.manifest.name
        transformer = folder.manifest.transformer.config
        codec = folder.manifest.codec.config
        matcher = folder.manifest.matching?.config
        upscaler = folder.manifest.upscalers?.map(\.config).min { $0.scale < $1.scale }
        self.folder = folder
    }

    /// A shape on random weights.
    init(name: String, transformer: TransformerConfig, codec: VQGANConfig, matcher: CLIPConfig?, upscaler: RRDBNetConfig?) {
        self.name = name
        self.transformer = transformer
        self.codec = codec
        self.matcher = matcher
        self.upscaler = upscaler
        folder = nil
    }

    /// What `auto` means for it.
    package var preferredPrecision: Precision { folder?.manifest.preferredPrecision ?? transformer.preferredPrecision }

    func transformerModel(precision: Precision, on pool: ComputePool) throws -> TransformerModel {
        let weights =
            try folder.map { try $0.weights($0.manifest.transformer.files) { _ in TransformerModel.keyRules } }
            ?? random(transformer.tensorShapes, on: pool)
        return try TransformerModel(config: transformer, weights: weights, precision: precision)
    }

    func codecModel(precision: Precision, on pool: ComputePool) throws -> VQGAN {
        let weights =
            try folder.map { try $0.weights($0.manifest.codec.files) { VQGANCheckpointForm(keys: $0).keyRules } }
            ?? random(codec.tensorShapes, on: pool)
        return try VQGAN(weights: weights, config: codec, precision: precision)
    }

    /// Nil where there is no matcher.
    func matcherModel(precision: Precision, on pool: ComputePool) throws -> CLIP? {
        guard let matcher else { return nil }
        let weights =
            try folder.map { try $0.weights($0.manifest.matching?.files ?? []) } ?? random(matcher.tensorShapes, on: pool)
        return try CLIP(weights: weights, config: matcher, precision: precision)
    }

    /// Nil where there is no upscaler.
    func upscalerModel(precision: Precision, on pool: ComputePool) throws -> RRDBNet? {
        guard let upscaler else { return nil }
        if let folder { return try folder.upscaler(scale: upscaler.scale, precision: precision).net }
        return try RRDBNet(weights: random(upscaler.tensorShapes, on: pool), config: upscaler, precision: precision)
    }

    private func random(_ shapes: [String: [Int]], on pool: ComputePool) -> Weights {
        // Uniform numbers are finite; looking at each of a large model's would take a while.
        Weights(RandomCheckpoint(shapes: shapes, on: pool), allowsNonFinite: true)
    }
}
