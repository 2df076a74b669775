// VQGAN's encoder (Esser, Rombach, Ommer: "Taming Transformers for High-Resolution Image Synthesis", 2021).

import Checkpoints
import Layers
import Tensors

/// The convolutional net from pictures to latents.
struct VQGANEncoder: Sendable {
    private let convIn: Conv2D
    /// From full resolution down.
    private let levels: [ResolutionLevel]
    /// After each level but the last.
    private let downsamplings: [Conv2D]
    private let middle: MiddleBlock
    private let normOut: GroupNorm
    private let convOut: Conv2D

    init(_ weights: Weights, config: VQGANConfig) throws(CheckpointError) {
        var channels = config.channels
        convIn = try Conv2D(weights[scope: "conv_in"], inputs: 3, outputs: channels, kernel: 3)
        var levels: [ResolutionLevel] = []
        var downsamplings: [Conv2D] = []
        for level in 0..<config.levels {
            let scope = weights[scope: "down.\(level)"]
            let outputs = config.channels(atLevel: level)
            levels.append(
                try ResolutionLevel(
                    scope, inputs: channels, outputs: outputs, blocks: config.residualBlocks,
                    attention: config.hasAttention(atLevel: level)))
            channels = outputs
            if level < config.levels - 1 {
                downsamplings.append(
                    try Conv2D(
                        scope[scope: "downsample.conv"], inputs: channels, outputs: channels, kernel: 3, stride: 2,
                        padding: .bottomRight))
            }
        }
        self.levels = levels
        self.downsamplings = downsamplings
        middle = try MiddleBlock(weights[scope: "mid"], channels: channels)
        normOut = try GroupNorm(weights[scope: "norm_out"], channels: channels)
        convOut = try Conv2D(
            weights[scope: "conv_out"], inputs: channels, outputs: config.latentChannels, kernel: 3)
    }

    /// `[pictures, height, width, 3]` in −1…1 to `[pictures, height / factor, width / factor, latentChannels]`.
    func callAsFunction(_ picture: FeatureMap, in workspace: Workspace) -> FeatureMap {
        var activations = convIn(picture, in: workspace)
        for (index, level) in levels.enumerated() {
            level.apply(to: &activations, in: workspace)
            if index < downsamplings.count { activations = downsamplings[index](activations, in: workspace) }
        }
        middle.apply(to: &activations, in: workspace)
        return convOut(activations, through: normOut.map(of: activations, swish: true, in: workspace), in: workspace)
    }
}
