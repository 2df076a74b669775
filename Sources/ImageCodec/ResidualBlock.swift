import Checkpoints
import Layers
import Tensors

/// Two convolutions, each after normalisation and swish, added to the input.
struct ResidualBlock: Sendable {
    private let norm1: GroupNorm
    private let conv1: Conv2D
    private let norm2: GroupNorm
    private let conv2: Conv2D
    /// Brings the input to the output's channels where they differ.
    private let shortcut: Conv2D?

    /// - Parameter precision: of the two convolutions.
    init(_ weights: Weights, inputs: Int, outputs: Int, precision: Precision = .float32) throws(CheckpointError) {
        norm1 = try GroupNorm(weights[scope: "norm1"], channels: inputs)
        conv1 = try Conv2D(weights[scope: "conv1"], inputs: inputs, outputs: outputs, kernel: 3, precision: precision)
        norm2 = try GroupNorm(weights[scope: "norm2"], channels: outputs)
        conv2 = try Conv2D(weights[scope: "conv2"], inputs: outputs, outputs: outputs, kernel: 3, precision: precision)
        shortcut =
            inputs == outputs
            ? nil : try Conv2D(weights[scope: "nin_shortcut"], inputs: inputs, outputs: outputs, kernel: 1)
    }

    /// `[pictures, height, width, inputs]` becomes `[pictures, height, width, outputs]`.
    func apply(to activations: inout FeatureMap, in workspace: Workspace) {
        let hidden = conv1(activations, through: norm1.map(of: activations, swish: true, in: workspace), in: workspace)
        let map = norm2.map(of: hidden, swish: true, in: workspace)
        if let shortcut { activations = shortcut(activations, in: workspace) }
        conv2.add(hidden, through: map, to: activations, in: workspace)
    }
}
