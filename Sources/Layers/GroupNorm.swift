import CKernels
import Checkpoints
import Tensors

/// Each group of channels of a picture to mean 0 and variance 1, then scaled and shifted by channel.
public struct GroupNorm: Sendable {
    public let channels: Int
    private let groups: Int
    private let scale: Tensor
    private let shift: Tensor
    private let epsilon: Float

    /// Reads `weight` and `bias`, `[channels]` each, from a scope. 32 groups and 1e-6 are taming-transformers' values.
    public init(
        _ weights: Weights, channels: Int, groups: Int = 32, epsilon: Float = 1e-6
    ) throws(CheckpointError) {
        precondition(channels % groups == 0, "\(channels) channels in \(groups) groups")
        self.channels = channels
        self.groups = groups
        self.epsilon = epsilon
        scale = try weights.tensor("weight", shape: [channels])
        shift = try weights.tensor("bias", shape: [channels])
    }

    /// Normalises `[channels, height, width]` in place, and applies swish in the same pass where asked.
    public func apply(inPlace tensor: inout Tensor, swish: Bool = false, on pool: ComputePool) {
        precondition(tensor.shape.first == channels, "\(tensor.shape) for \(channels) channels")
        tensor.withUnsafeMutableBufferPointer { values in
            normalise(values.baseAddress!, area: values.count / channels, swish: swish, into: values.baseAddress!, on: pool)
        }
    }

    /// `[channels, height, width]` to a new tensor of the same shape.
    public func callAsFunction(_ input: Tensor, swish: Bool = false, on pool: ComputePool) -> Tensor {
        precondition(input.shape.first == channels, "\(input.shape) for \(channels) channels")
        return Tensor(shape: input.shape) { output in
            input.withUnsafeBufferPointer { input in
                normalise(input.baseAddress!, area: input.count / channels, swish: swish, into: output.baseAddress!, on: pool)
            }
        }
    }

    private func normalise(
        _ input: UnsafePointer<Float>, area: Int, swish: Bool, into output: UnsafeMutablePointer<Float>, on pool: ComputePool
    ) {
        let channelsOfGroup = channels / groups
        scale.withUnsafeBufferPointer { scale in
            shift.withUnsafeBufferPointer { shift in
                pool.parallel(groups) { group in
                    let first = group * channelsOfGroup
                    Kernels.active.pointee.group_norm(
                        input + first * area, channelsOfGroup, area, scale.baseAddress! + first, shift.baseAddress! + first,
                        epsilon, swish, output + first * area)
                }
            }
        }
    }
}
