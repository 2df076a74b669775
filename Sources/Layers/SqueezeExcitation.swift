import Checkpoints
import Tensors

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Squeeze and excitation (Hu, Shen, Albanie, Sun, Wu: "Squeeze-and-Excitation Networks", 2018): each channel of a picture is weighed by a gate
/// that follows from the means of all its channels.
public struct SqueezeExcitation: Sendable {
    public let channels: Int
    private let reduce: Linear
    private let expand: Linear

    /// Reads `weight` and `bias` of two 1 × 1 convolutions, `[squeezed, channels, 1, 1]` and `[channels, squeezed, 1, 1]`.
    public init(reduce: Weights, expand: Weights, channels: Int, squeezed: Int) throws(CheckpointError) {
        self.channels = channels
        self.reduce = Linear(
            weight: try reduce.tensor("weight", shape: [squeezed, channels, 1, 1]).reshaped([squeezed, channels]),
            bias: try reduce.tensor("bias", shape: [squeezed]))
        self.expand = Linear(
            weight: try expand.tensor("weight", shape: [channels, squeezed, 1, 1]).reshaped([channels, squeezed]),
            bias: try expand.tensor("bias", shape: [channels]))
    }

    /// The gates of each picture, as what the convolution that reads the map applies on its way.
    public func map(of input: FeatureMap, in workspace: Workspace) -> ChannelMap {
        precondition(input.channels == channels, "\(input.channels) channels for \(channels)")
        var squeezed = Tensor(shape: [input.pictures, reduce.outputs])
        reduce.apply(means(of: input, in: workspace), rows: input.pictures, activation: .swish, into: &squeezed, on: workspace.pool)
        var gates = expand(squeezed, on: workspace.pool)
        gates.withUnsafeMutableBufferPointer { gates in
            for index in gates.indices { gates[index] = 1 / (1 + exp(-gates[index])) }
        }
        return ChannelMap(gains: gates, offsets: Tensor(shape: gates.shape), swish: false)
    }

    /// `[pictures, channels]`
    private func means(of input: FeatureMap, in workspace: Workspace) -> Tensor {
        Tensor(shape: [input.pictures, channels]) { target in
            ChannelMoments(of: input, in: workspace).forEachPicture { picture, total in
                for channel in 0..<channels {
                    target[picture * channels + channel] = Float(total.sums[channel] / Double(input.area))
                }
            }
        }
    }
}
