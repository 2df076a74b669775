import Checkpoints
import Layers
import Tensors

/// Attention of every place of the picture to all places, with a single head, added to the input.
struct AttentionBlock: Sendable {
    private let norm: GroupNorm
    private let query: Conv2D
    private let key: Conv2D
    private let value: Conv2D
    private let projection: Conv2D

    init(_ weights: Weights, channels: Int) throws(CheckpointError) {
        norm = try GroupNorm(weights[scope: "norm"], channels: channels)
        query = try Conv2D(weights[scope: "q"], inputs: channels, outputs: channels, kernel: 1)
        key = try Conv2D(weights[scope: "k"], inputs: channels, outputs: channels, kernel: 1)
        value = try Conv2D(weights[scope: "v"], inputs: channels, outputs: channels, kernel: 1)
        projection = try Conv2D(weights[scope: "proj_out"], inputs: channels, outputs: channels, kernel: 1)
    }

    /// `[channels, height, width]` in place.
    func apply(to activations: inout Tensor, on pool: ComputePool) {
        let normalized = norm(activations, on: pool)
        let attended = SpatialAttention.attend(
            queries: query(normalized, on: pool), keys: key(normalized, on: pool), values: value(normalized, on: pool), on: pool)
        projection.add(attended, to: &activations, on: pool)
    }
}
