import Checkpoints
import Layers
import Tensors

/// Attention of every place of the picture to all places, with a single head, added to the input.
struct AttentionBlock: Sendable {
    private let norm: GroupNorm
    /// Queries, keys and values: three times the channels.
    private let projections: Conv2D
    private let output: Conv2D

    init(_ weights: Weights, channels: Int) throws(CheckpointError) {
        norm = try GroupNorm(weights[scope: "norm"], channels: channels)
        var (weight, bias): ([Float], [Float]) = ([], [])
        for name in ["q", "k", "v"] {
            weight += try weights[scope: name].tensor("weight", shape: [channels, channels, 1, 1]).values
            bias += try weights[scope: name].tensor("bias", shape: [channels]).values
        }
        projections = Conv2D(
            weight: Tensor(shape: [3 * channels, channels, 1, 1], values: weight), bias: Tensor(shape: [3 * channels], values: bias))
        output = try Conv2D(weights[scope: "proj_out"], inputs: channels, outputs: channels, kernel: 1)
    }

    /// `[pictures, height, width, channels]` in place.
    func apply(to activations: FeatureMap, in workspace: Workspace) {
        let projected = projections(activations, through: norm.map(of: activations, in: workspace), in: workspace)
        output.add(SpatialAttention.attend(projected, in: workspace), to: activations, in: workspace)
    }
}
