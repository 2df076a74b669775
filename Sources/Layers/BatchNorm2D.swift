import Checkpoints
import Tensors

/// A batch normalisation with the statistics of its training (Ioffe, Szegedy, 2015): each channel times a gain plus an offset. Both become
/// part of the convolution in front of it, so that nothing of it is left to compute.
public struct BatchNorm2D: Sendable {
    public let channels: Int
    private let gains: [Double]
    private let offsets: [Double]

    /// Reads `weight`, `bias`, `running_mean` and `running_var`, `[channels]` each, from a scope.
    ///
    /// - Parameter epsilon: PyTorch's own when left out.
    public init(_ weights: Weights, channels: Int, epsilon: Double = 1e-5) throws(CheckpointError) {
        self.channels = channels
        let scales = try weights.tensor("weight", shape: [channels])
        let shifts = try weights.tensor("bias", shape: [channels])
        let means = try weights.tensor("running_mean", shape: [channels])
        let variances = try weights.tensor("running_var", shape: [channels])
        // A file may claim a variance below zero; no mean of squares is.
        let gains = (0..<channels).map { Double(scales[$0]) / (max(Double(variances[$0]), 0) + epsilon).squareRoot() }
        self.gains = gains
        offsets = (0..<channels).map { Double(shifts[$0]) - Double(means[$0]) * gains[$0] }
    }

    /// What a convolution without a bias has to be for its outputs to come out normalised.
    ///
    /// - Parameter weight: `[channels, …]`, one kernel after the other.
    /// - Returns: weights of the same shape, and a bias `[channels]`.
    public func folded(into weight: Tensor) -> (weight: Tensor, bias: Tensor) {
        precondition(weight.shape.first == channels, "a normalisation of \(channels) channels after weights \(weight.shape)")
        let kernelSize = weight.count / channels
        let scaled = Tensor(shape: weight.shape) { target in
            weight.withUnsafeBufferPointer { source in
                for index in source.indices { target[index] = Float(Double(source[index]) * gains[index / kernelSize]) }
            }
        }
        return (scaled, Tensor(shape: [channels], values: offsets.map { Float($0) }))
    }
}
