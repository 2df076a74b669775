import Foundation

extension CLIPConfig {
    /// The configuration that ruCLIP keeps beside its weights, `config.json`.
    ///
    /// - Parameters:
    ///   - data: the contents of the file.
    ///   - file: what errors call it.
    /// - Throws: `TextImageMatchingError.malformedConfiguration`, `.invalidConfiguration`.
    public init(ruCLIPConfiguration data: Data, file: String) throws(TextImageMatchingError) {
        let stored: RuCLIPConfiguration
        do {
            stored = try JSONDecoder().decode(RuCLIPConfiguration.self, from: data)
        } catch {
            throw .malformedConfiguration(file: file, reason: Self.reason(for: error))
        }
        try self.init(
            embeddingDimension: stored.embed_dim, pictureSide: stored.image_resolution, visionLayers: stored.vision_layers,
            visionWidth: stored.vision_width, visionPatch: stored.vision_patch_size, contextLength: stored.context_length,
            vocabulary: stored.vocab_size, textWidth: stored.transformer_width, textHeads: stored.transformer_heads,
            textLayers: stored.transformer_layers,
            pixelMean: stored.mean ?? Self.defaultPixelMean, pixelDeviation: stored.std ?? Self.defaultPixelDeviation)
    }

    private static func reason(for error: any Error) -> String {
        switch error as? DecodingError {
        case .keyNotFound(let key, _): "\(key.stringValue) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(context.codingPath.map(\.stringValue).joined(separator: ".")) is of another type"
        default: "it is not valid JSON"
        }
    }
}

/// The file, under its own names.
private struct RuCLIPConfiguration: Decodable {
    let embed_dim: Int
    let image_resolution: Int
    let vision_layers: Int
    let vision_width: Int
    let vision_patch_size: Int
    let context_length: Int
    let vocab_size: Int
    let transformer_width: Int
    let transformer_heads: Int
    let transformer_layers: Int
    let mean: [Float]?
    let std: [Float]?
}
