import Checkpoints
import Layers
import Tensors

/// Doubles a picture's sides by repeating each value, then convolves it.
struct Upsampling: Sendable {
    private let convolution: Conv2D

    init(_ weights: Weights, channels: Int) throws(CheckpointError) {
        convolution = try Conv2D(weights[scope: "conv"], inputs: channels, outputs: channels, kernel: 3)
    }

    /// `[channels, height, width]` to `[channels, 2 · height, 2 · width]`.
    func callAsFunction(_ input: Tensor, on pool: ComputePool) -> Tensor {
        convolution(Self.nearestNeighbour(input, on: pool), on: pool)
    }

    /// Each value of `[channels, height, width]` becomes a square of four.
    private static func nearestNeighbour(_ input: Tensor, on pool: ComputePool) -> Tensor {
        let (channels, height, width) = (input.shape[0], input.shape[1], input.shape[2])
        return Tensor(shape: [channels, 2 * height, 2 * width]) { output in
            input.withUnsafeBufferPointer { input in
                pool.parallel(channels) { channel in
                    for row in channel * height..<(channel + 1) * height {
                        let source = input.baseAddress! + row * width
                        let target = output.baseAddress! + 4 * row * width
                        for column in 0..<width {
                            target[2 * column] = source[column]
                            target[2 * column + 1] = source[column]
                        }
                        (target + 2 * width).update(from: target, count: 2 * width)
                    }
                }
            }
        }
    }
}
