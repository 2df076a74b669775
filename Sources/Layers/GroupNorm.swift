import CKernels
import Checkpoints
import Tensors

/// Each group of channels of a picture to mean 0 and variance 1, then scaled and shifted by channel.
public struct GroupNorm: Sendable {
    public let channels: Int
    private let groups: Int
    private let scale: Tensor
    private let shift: Tensor
    private let epsilon: Double

    /// Reads `weight` and `bias`, `[channels]` each, from a scope. 32 groups and 1e-6 are taming-transformers' values.
    public init(
        _ weights: Weights, channels: Int, groups: Int = 32, epsilon: Double = 1e-6
    ) throws(CheckpointError) {
        precondition(channels % groups == 0, "\(channels) channels in \(groups) groups")
        self.channels = channels
        self.groups = groups
        self.epsilon = epsilon
        scale = try weights.tensor("weight", shape: [channels])
        shift = try weights.tensor("bias", shape: [channels])
    }

    /// What the normalisation does to each channel of these pictures, followed by swish where asked.
    public func map(of input: FeatureMap, swish: Bool = false, in workspace: Workspace) -> ChannelMap {
        precondition(input.channels == channels, "\(input.channels) channels for \(channels)")
        var gains = Tensor(shape: [input.pictures, channels])
        var offsets = Tensor(shape: [input.pictures, channels])
        gains.withUnsafeMutableBufferPointer { gains in
            offsets.withUnsafeMutableBufferPointer { offsets in
                (input.moments ?? ChannelMoments(of: input, in: workspace)).forEachPicture { picture, total in
                    let first = picture * channels
                    setFactors(
                        area: input.area, sums: total.sums, squares: total.squares, gains: gains.extracting(first..<first + channels),
                        offsets: offsets.extracting(first..<first + channels))
                }
            }
        }
        return ChannelMap(gains: gains, offsets: offsets, swish: swish)
    }

    private func setFactors(
        area: Int, sums: UnsafePointer<Double>, squares: UnsafePointer<Double>, gains: UnsafeMutableBufferPointer<Float>,
        offsets: UnsafeMutableBufferPointer<Float>
    ) {
        let channelsOfGroup = channels / groups
        let count = Double(area * channelsOfGroup)
        for group in 0..<groups {
            let members = group * channelsOfGroup..<(group + 1) * channelsOfGroup
            let mean = members.reduce(0) { $0 + sums[$1] } / count
            let variance = max(members.reduce(0) { $0 + squares[$1] } / count - mean * mean, 0)
            let inverse = 1 / (variance + epsilon).squareRoot()
            for channel in members {
                let gain = inverse * Double(scale[channel])
                gains[channel] = Float(gain)
                offsets[channel] = Float(Double(shift[channel]) - mean * gain)
            }
        }
    }
}
