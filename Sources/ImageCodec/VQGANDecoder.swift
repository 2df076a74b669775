// VQGAN's decoder (Esser, Rombach, Ommer: "Taming Transformers for High-Resolution Image Synthesis", 2021).

import Checkpoints
import Layers
import Tensors

/// The convolutional net from latents to pictures, or to the wavelet coefficients of pictures.
struct VQGANDecoder: Sendable {
    private let convIn: Conv2D
    private let middle: MiddleBlock
    /// From the lowest resolution up.
    private let levels: [ResolutionLevel]
    /// After each level but the last.
    private let upsamplings: [Upsampling]
    private let normOut: GroupNorm
    private let convOut: Conv2D

    init(_ weights: Weights, config: VQGANConfig) throws(CheckpointError) {
        var channels = config.channels(atLevel: config.levels - 1)
        convIn = try Conv2D(weights[scope: "conv_in"], inputs: config.latentChannels, outputs: channels, kernel: 3)
        middle = try MiddleBlock(weights[scope: "mid"], channels: channels)
        var levels: [ResolutionLevel] = []
        var upsamplings: [Upsampling] = []
        for level in (0..<config.levels).reversed() {
            let scope = weights[scope: "up.\(level)"]
            let outputs = config.channels(atLevel: level)
            levels.append(
                try ResolutionLevel(
                    scope, inputs: channels, outputs: outputs, blocks: config.residualBlocks + 1,
                    attention: config.hasAttention(atLevel: level)))
            channels = outputs
            if level > 0 { upsamplings.append(try Upsampling(scope[scope: "upsample"], channels: channels)) }
        }
        self.levels = levels
        self.upsamplings = upsamplings
        normOut = try GroupNorm(weights[scope: "norm_out"], channels: channels)
        convOut = try Conv2D(
            weights[scope: "conv_out"], inputs: channels, outputs: config.wavelet ? WaveletHead.coefficients : 3, kernel: 3)
    }

    /// `[latentChannels, rows, columns]` to `[3 or 12, rows · factor, columns · factor]`, not clamped.
    func callAsFunction(_ latents: Tensor, on pool: ComputePool) -> Tensor {
        var activations = convIn(latents, on: pool)
        middle.apply(to: &activations, on: pool)
        for (index, level) in levels.enumerated() {
            level.apply(to: &activations, on: pool)
            if index < upsamplings.count { activations = upsamplings[index](activations, on: pool) }
        }
        normOut.apply(inPlace: &activations, swish: true, on: pool)
        return convOut(activations, on: pool)
    }
}
