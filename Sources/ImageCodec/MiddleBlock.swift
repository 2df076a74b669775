import Checkpoints
import Tensors

/// The bottom of either net: attention between two residual blocks, at the lowest resolution.
struct MiddleBlock: Sendable {
    private let first: ResidualBlock
    private let attention: AttentionBlock
    private let second: ResidualBlock

    init(_ weights: Weights, channels: Int) throws(CheckpointError) {
        first = try ResidualBlock(weights[scope: "block_1"], inputs: channels, outputs: channels)
        attention = try AttentionBlock(weights[scope: "attn_1"], channels: channels)
        second = try ResidualBlock(weights[scope: "block_2"], inputs: channels, outputs: channels)
    }

    /// `[channels, height, width]` in place.
    func apply(to activations: inout Tensor, on pool: ComputePool) {
        first.apply(to: &activations, on: pool)
        attention.apply(to: &activations, on: pool)
        second.apply(to: &activations, on: pool)
    }
}
