import Checkpoints
import Foundation
import ImageCodec
import TestSupport
import Tensors

/// Random weights for a codec under the keys that taming-transformers gives them.
struct RandomCheckpoint {
    private(set) var tensors: [String: Tensor] = [:]
    private var generator: SeededGenerator

    init(_ config: VQGANConfig, seed: UInt64 = 1) {
        generator = SeededGenerator(seed: seed)
        let levels = config.channelMultipliers.indices
        var channels = config.channels
        convolution("encoder.conv_in", 3, channels, kernel: 3)
        for level in levels {
            let outputs = config.channels * config.channelMultipliers[level]
            for block in 0..<config.residualBlocks {
                residualBlock("encoder.down.\(level).block.\(block)", channels, outputs)
                channels = outputs
                if config.attentionResolutions.contains(config.resolution >> level) {
                    attention("encoder.down.\(level).attn.\(block)", channels)
                }
            }
            if level < levels.last! { convolution("encoder.down.\(level).downsample.conv", channels, channels, kernel: 3) }
        }
        ends("encoder", channels)
        convolution("encoder.conv_out", channels, config.latentChannels, kernel: 3)

        convolution("decoder.conv_in", config.latentChannels, channels, kernel: 3)
        for level in levels.reversed() {
            let outputs = config.channels * config.channelMultipliers[level]
            for block in 0..<config.decoderBlocks[level] {
                residualBlock("decoder.up.\(level).block.\(block)", channels, outputs)
                channels = outputs
                if config.attentionResolutions.contains(config.resolution >> level) {
                    attention("decoder.up.\(level).attn.\(block)", channels)
                }
            }
            if level > 0 { convolution("decoder.up.\(level).upsample.conv", channels, channels, kernel: 3) }
        }
        ends("decoder", channels, middle: config.channels * config.channelMultipliers.last!)
        convolution("decoder.conv_out", channels, 3 << (2 * config.waveletLevels), kernel: 3)

        convolution("quant_conv", config.latentChannels, config.embeddingDimension, kernel: 1)
        convolution("post_quant_conv", config.embeddingDimension, config.latentChannels, kernel: 1)
        switch config.quantizer {
        case .nearest:
            fill("quantize.embedding.weight", [config.codes, config.embeddingDimension], scale: 1)
        case .gumbel:
            fill("quantize.embed.weight", [config.codes, config.embeddingDimension], scale: 1)
            convolution("quantize.proj", config.embeddingDimension, config.codes, kernel: 1)
        }
    }

    func codec(_ config: VQGANConfig, precision: Precision = .float32) throws -> VQGAN {
        try VQGAN(weights: Weights(MemoryCheckpoint(tensors)), config: config, precision: precision)
    }

    private mutating func ends(_ net: String, _ channels: Int, middle: Int? = nil) {
        residualBlock("\(net).mid.block_1", middle ?? channels, middle ?? channels)
        attention("\(net).mid.attn_1", middle ?? channels)
        residualBlock("\(net).mid.block_2", middle ?? channels, middle ?? channels)
        normalization("\(net).norm_out", channels)
    }

    private mutating func residualBlock(_ key: String, _ inputs: Int, _ outputs: Int) {
        normalization("\(key).norm1", inputs)
        convolution("\(key).conv1", inputs, outputs, kernel: 3)
        normalization("\(key).norm2", outputs)
        convolution("\(key).conv2", outputs, outputs, kernel: 3)
        if inputs != outputs { convolution("\(key).nin_shortcut", inputs, outputs, kernel: 1) }
    }

    private mutating func attention(_ key: String, _ channels: Int) {
        normalization("\(key).norm", channels)
        for part in ["q", "k", "v", "proj_out"] { convolution("\(key).\(part)", channels, channels, kernel: 1) }
    }

    private mutating func convolution(_ key: String, _ inputs: Int, _ outputs: Int, kernel: Int) {
        let fanIn = inputs * kernel * kernel
        fill("\(key).weight", [outputs, inputs, kernel, kernel], scale: (3 / Float(fanIn)).squareRoot())
        fill("\(key).bias", [outputs], scale: 0.1)
    }

    private mutating func normalization(_ key: String, _ channels: Int) {
        tensors["\(key).weight"] = Tensor(shape: [channels], values: generator.floats(channels).map { 1 + 0.2 * $0 })
        fill("\(key).bias", [channels], scale: 0.2)
    }

    private mutating func fill(_ key: String, _ shape: [Int], scale: Float) {
        tensors[key] = Tensor(shape: shape, values: generator.floats(shape.reduce(1, *)).map { scale * $0 })
    }
}

/// Two levels, attention at the lower one: as small as the 32 groups of the normalisation allow.
func tinyConfig(_ quantizer: VQGANConfig.Quantizer, waveletLevels: Int = 0, decoderBlocks: [Int]? = nil) throws -> VQGANConfig {
    try VQGANConfig(
        quantizer: quantizer, embeddingDimension: 32, codes: 50, latentChannels: 32, channels: 32, channelMultipliers: [1, 2],
        residualBlocks: 1, decoderBlocks: decoderBlocks, attentionResolutions: [8], resolution: 16, waveletLevels: waveletLevels)
}

func randomTensor(_ shape: [Int], seed: UInt64) -> Tensor {
    var generator = SeededGenerator(seed: seed)
    return Tensor(shape: shape, values: generator.floats(shape.reduce(1, *)))
}
