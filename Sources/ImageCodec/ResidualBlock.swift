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

    init(_ weights: Weights, inputs: Int, outputs: Int) throws(CheckpointError) {
        norm1 = try GroupNorm(weights[scope: "norm1"], channels: inputs)
        conv1 = try Conv2D(weights[scope: "conv1"], inputs: inputs, outputs: outputs, kernel: 3)
        norm2 = try GroupNorm(weights[scope: "norm2"], channels: outputs)
        conv2 = try Conv2D(weights[scope: "conv2"], inputs: outputs, outputs: outputs, kernel: 3)
        shortcut =
            inputs == outputs ? nil : try Conv2D(weights[scope: "nin_shortcut"], inputs: inputs, outputs: outputs, kernel: 1)
    }

    /// `[inputs, height, width]` becomes `[outputs, height, width]`.
    func apply(to activations: inout Tensor, on pool: ComputePool) {
        var hidden = conv1(norm1(activations, swish: true, on: pool), on: pool)
        norm2.apply(inPlace: &hidden, swish: true, on: pool)
        if let shortcut { activations = shortcut(activations, on: pool) }
        conv2.add(hidden, to: &activations, on: pool)
    }
}
