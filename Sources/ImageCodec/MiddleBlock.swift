import Checkpoints
import Layers
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

    /// `[pictures, height, width, channels]` in place.
    func apply(to activations: inout FeatureMap, in workspace: Workspace) {
        first.apply(to: &activations, in: workspace)
        attention.apply(to: activations, in: workspace)
        second.apply(to: &activations, in: workspace)
    }
}
