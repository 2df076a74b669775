import Checkpoints
import Foundation
import Images
import Tensors

/// Finds the foreground of a picture with a U-Net, as Emojich's does: the picture is brought to the net's size whatever its shape, and the
/// samples go in as they are, divided by 255.
///
/// Weights only: any number of threads may use one value at once.
public struct ForegroundSegmenter: Sendable {
    private let net: UNet

    public init(weights: Weights, config: UNetConfig) throws(CheckpointError) {
        net = try UNet(weights: weights, config: config)
    }

    /// What the net makes of a picture. Alpha is forgotten.
    public func mask(of picture: Image, on pool: ComputePool = .shared) -> ForegroundMask {
        let side = net.config.pictureSide
        let fitting = picture.droppingAlpha().resized(width: side, height: side, filter: .bicubic)
        let samples = Tensor(shape: [1, side, side, 3]) { target in
            for (index, sample) in fitting.pixels.enumerated() { target[index] = Float(sample) / 255 }
        }
        let logits = net.logits(samples, on: pool)
        return ForegroundMask(
            width: side, height: side,
            probabilities: logits.withUnsafeBufferPointer { logits in
                (0..<side * side).map { 1 / (1 + exp(logits[2 * $0] - logits[2 * $0 + 1])) }
            })
    }
}
