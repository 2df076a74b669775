// VQGAN's decoder (Esser, Rombach, Ommer: "Taming Transformers for High-Resolution Image Synthesis", 2021).

import Checkpoints
import Layers
import Tensors

/// The convolutional net from latents to pictures, or to the wavelet coefficients of pictures.
///
/// The precision is that of the residual branches above the lowest resolution, where most of the work is. An error elsewhere is an error of
/// everything that follows: the convolutions that all values pass through and the lowest resolution, whose cells are many pixels,
/// keep to single precision.
struct VQGANDecoder: Sendable {
    private let convIn: Conv2D
    private let middle: MiddleBlock
    /// From the lowest resolution up.
    private let levels: [ResolutionLevel]
    /// After each level but the last: the sides double by repeating each value, then a convolution.
    private let upsamplings: [Conv2D]
    private let normOut: GroupNorm
    private let convOut: Conv2D

    init(_ weights: Weights, config: VQGANConfig, precision: Precision) throws(CheckpointError) {
        var channels = config.channels(atLevel: config.levels - 1)
        convIn = try Conv2D(weights[scope: "conv_in"], inputs: config.latentChannels, outputs: channels, kernel: 3)
        middle = try MiddleBlock(weights[scope: "mid"], channels: channels)
        var levels: [ResolutionLevel] = []
        var upsamplings: [Conv2D] = []
        for level in (0..<config.levels).reversed() {
            let scope = weights[scope: "up.\(level)"]
            let outputs = config.channels(atLevel: level)
            levels.append(
                try ResolutionLevel(
                    scope, inputs: channels, outputs: outputs, blocks: config.decoderBlocks[level],
                    attention: config.hasAttention(atLevel: level), precision: level == config.levels - 1 ? .float32 : precision))
            channels = outputs
            if level > 0 {
                upsamplings.append(
                    try Conv2D(scope[scope: "upsample.conv"], inputs: channels, outputs: channels, kernel: 3, doubling: true))
            }
        }
        self.levels = levels
        self.upsamplings = upsamplings
        normOut = try GroupNorm(weights[scope: "norm_out"], channels: channels)
        convOut = try Conv2D(
            weights[scope: "conv_out"], inputs: channels, outputs: WaveletHead.coefficients(levels: config.waveletLevels), kernel: 3)
    }

    /// `[pictures, rows, columns, latentChannels]` to `[pictures, rows · factor, columns · factor, coefficients]`, not clamped.
    func callAsFunction(_ latents: FeatureMap, in workspace: Workspace) -> FeatureMap {
        var activations = convIn(latents, in: workspace)
        middle.apply(to: &activations, in: workspace)
        for (index, level) in levels.enumerated() {
            level.apply(to: &activations, in: workspace)
            if index < upsamplings.count { activations = upsamplings[index](activations, in: workspace) }
        }
        return convOut(activations, through: normOut.map(of: activations, swish: true, in: workspace), in: workspace)
    }
}
