import Checkpoints
import ForegroundSegmentation
import Images
import Layers
import TestSupport
import Tensors

/// Judges the kind `segmentation`: the logits of a U-Net, and the mask of a picture.
func checkSegmentation(_ golden: GoldenCase) throws -> CaseResult {
    let description = try golden.decoded(as: SegmentationCase.self)
    let weights = Weights(try CheckpointFile.open(golden.folder.appending(path: description.checkpoint)), renaming: UNet.keyRules)
    let net = try UNet(weights: weights, config: description.config.config)
    let expected = try CheckpointFile.open(golden.folder.appending(path: "expected.safetensors"))
    var parts: [(name: String, error: Float)] = [("unread weights", weights.unread().isEmpty ? 0 : .infinity)]

    let logits = net.logits(try channelsLast(expected.tensor("images")))
    let ratio = try largestToleranceRatio(
        logits.values, channelsLast(expected.tensor("logits")).values, relative: description.rtol, absolute: description.atol)
    let largest = try largestDifference(logits.values, channelsLast(expected.tensor("logits")).values)
    parts.append(("logits (largest difference \(largest))", ratio))

    let picture = try PNGReader.read(path: golden.folder.appending(path: description.image).path(percentEncoded: false)).image
    let mask = try ForegroundSegmenter(weights: weights, config: net.config).mask(of: picture)
    // A pixel may differ only where the classes are closer than the tolerance. A probability near one half moves by a quarter of what the
    // difference of the logits does.
    let differing = try zip(mask.probabilities, expected.integers("mask")).filter { ($0 > 0.5) != ($1 == 1) }
    let widest = differing.map { abs($0.0 - 0.5) / (description.atol / 2) }.max() ?? 0
    let sameCount = try mask.probabilities.count == expected.integers("mask").count
    parts.append(("mask (\(differing.count) of \(mask.probabilities.count) differ)", sameCount ? widest : .infinity))
    parts.append(("confidence", Float(abs(mask.confidence - description.confidence)) / description.atol))
    return CaseResult(parts: parts)
}

/// What `case.json` says of a U-Net.
private struct SegmentationCase: Decodable {
    let config: Config
    let checkpoint: String
    let image: String
    let confidence: Double
    let rtol: Float
    let atol: Float

    /// The decoder of cases renames keys, which the configuration's own coding does not expect.
    struct Config: Decodable {
        let encoder: Encoder
        let decoderChannels: [Int]
        let pictureSide: Int

        struct Encoder: Decodable {
            let widthCoefficient: Double
            let depthCoefficient: Double
        }

        var config: UNetConfig {
            get throws {
                try UNetConfig(
                    encoder: EfficientNetConfig(
                        widthCoefficient: encoder.widthCoefficient, depthCoefficient: encoder.depthCoefficient),
                    decoderChannels: decoderChannels, pictureSide: pictureSide)
            }
        }
    }
}

/// `[batch, channels, height, width]` as `[batch, height, width, channels]`.
private func channelsLast(_ tensor: Tensor) -> Tensor {
    let (channels, area, values) = (tensor.shape[1], tensor.shape[2] * tensor.shape[3], tensor.values)
    return Tensor(
        shape: [tensor.shape[0], tensor.shape[2], tensor.shape[3], channels],
        values: (0..<tensor.count).map { index in
            let (pixel, channel) = (index / channels, index % channels)
            return values[(pixel / area * channels + channel) * area + pixel % area]
        })
}
