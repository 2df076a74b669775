import Checkpoints
import Foundation
import ImageCodec
import Layers
import TestSupport
import Tensors

/// Judges the kinds `vqgan-gumbel` and `vqgan-vq`: pictures from codes, codes from pictures, and what lies between.
func checkCodec(_ golden: GoldenCase) throws -> CaseResult {
    let description = try golden.decoded(as: CodecCase.self)
    let yaml = try String(contentsOf: golden.folder.appending(path: description.config), encoding: .utf8)
    let config = try VQGANConfig(yaml: yaml).with(waveletLevels: description.dwt == true ? 1 : 0)
    let checkpoint = try CheckpointFile.open(golden.folder.appending(path: description.checkpoint))
    let weights = Weights(checkpoint, renaming: VQGANCheckpointForm(keys: checkpoint.keys).keyRules)
    let codec = try VQGAN(weights: weights, config: config)
    let expected = try CheckpointFile.open(golden.folder.appending(path: "expected.safetensors"))

    var parts: [(name: String, error: Float)] = [("unread weights", weights.unread().isEmpty ? 0 : .infinity)]
    func compare(_ name: String, _ found: [[Float]]) throws {
        let ratio = try largestToleranceRatio(
            found.flatMap { $0 }, expected.tensor(name).values, relative: description.rtol, absolute: description.atol)
        parts.append((name, ratio))
    }

    let pictures = try planes(of: expected.tensor("decoded"))
    let codes = try expected.integers("codes").map { Int32($0) }
    let decoded = try pictures.indices.map { index in
        let height = pictures[index].shape[1] / config.pixelsPerCode
        let width = pictures[index].shape[2] / config.pixelsPerCode
        let grid = try CodeGrid(width: width, height: height, codes: Array(codes[index * width * height..<(index + 1) * width * height]))
        // The Gumbel fixtures hold what ruDALL-E's own wrapper returns, the others what taming's decoder does.
        guard config.quantizer == .nearest else { return try codec.decode(grid).values }
        return try codec.decodeUnclamped([grid], in: Workspace(pool: .shared))[0].values
    }
    try compare("decoded", decoded)

    var latents: [Tensor] = []
    var encoded: [Int32] = []
    for image in try planes(of: expected.tensor("image")) {
        let signed =
            config.quantizer == .gumbel ? Tensor(shape: image.shape, values: image.values.map { 2 * $0 - 1 }) : image
        latents.append(try codec.latents(ofSigned: signed))
        encoded += config.quantizer == .gumbel ? try codec.encode(picture: image).codes : try codec.encode(latents: latents.last!).codes
    }
    if expected.keys.contains("latent") { try compare("latent", latents.map(channelsFirst)) }
    if expected.keys.contains("encode_logits") {
        try compare("encode_logits", latents.map { channelsFirst(codec.codeScores(latents: $0)) })
    }

    // A code may differ only where the original's first and second choice are closer than the tolerance.
    let margins = try expected.tensor("encode_margin").values
    let expectedCodes = try expected.integers("encoded")
    let differing = zip(margins, zip(encoded, expectedCodes)).filter { Int64($0.1.0) != $0.1.1 }
    let sameCount = encoded.count == expectedCodes.count && margins.count == encoded.count
    let widest = differing.map { $0.0 / description.atol }.max() ?? 0
    parts.append(("encoded (\(differing.count) of \(encoded.count) differ)", sameCount ? widest : .infinity))
    return CaseResult(parts: parts)
}

/// What `case.json` says of a codec.
private struct CodecCase: Decodable {
    let config: String
    let checkpoint: String
    let dwt: Bool?
    let rtol: Float
    let atol: Float
}

/// The values of `[rows, columns, channels]` in the originals' order: `[channels, rows, columns]`.
private func channelsFirst(_ tensor: Tensor) -> [Float] {
    let (channels, values) = (tensor.shape[2], tensor.values)
    return (0..<channels).flatMap { stride(from: $0, to: values.count, by: channels).map { values[$0] } }
}

/// The pictures of a batch `[batch, 3, height, width]`.
private func planes(of batch: Tensor) -> [Tensor] {
    let size = batch.shape.dropFirst().reduce(1, *)
    return (0..<batch.shape[0]).map { index in
        Tensor(shape: Array(batch.shape.dropFirst()), values: Array(batch.values[index * size..<(index + 1) * size]))
    }
}
