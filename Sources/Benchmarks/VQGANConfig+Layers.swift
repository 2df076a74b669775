import ImageCodec

extension VQGANConfig {
    /// A convolution of the codec, or a projection of its attention.
    struct Convolution {
        let name: String
        let inputs, outputs, kernel: Int
        /// Pixels along one side of its output, as a multiple of the code grid's; the encoder's are not counted and have 0.
        let scale: Int

        var weights: Int { outputs * inputs * kernel * kernel }
    }

    /// Everything in the codec that has weights, under taming-transformers' names.
    struct LayerList {
        var convolutions: [Convolution] = []
        /// Group norms and their channels.
        var norms: [(name: String, channels: Int)] = []
        /// Attention over all places of a picture: its channels, and pixels along one side as a multiple of the code grid's.
        var attentions: [(channels: Int, scale: Int)] = []

        mutating func convolution(_ name: String, _ inputs: Int, _ outputs: Int, kernel: Int, scale: Int) {
            convolutions.append(Convolution(name: name, inputs: inputs, outputs: outputs, kernel: kernel, scale: scale))
        }

        mutating func residualBlock(_ scope: String, _ inputs: Int, _ outputs: Int, scale: Int) {
            norms += [(scope + ".norm1", inputs), (scope + ".norm2", outputs)]
            convolution(scope + ".conv1", inputs, outputs, kernel: 3, scale: scale)
            convolution(scope + ".conv2", outputs, outputs, kernel: 3, scale: scale)
            if inputs != outputs { convolution(scope + ".nin_shortcut", inputs, outputs, kernel: 1, scale: scale) }
        }

        mutating func attention(_ scope: String, _ channels: Int, scale: Int) {
            norms.append((scope + ".norm", channels))
            for part in ["q", "k", "v", "proj_out"] { convolution(scope + "." + part, channels, channels, kernel: 1, scale: scale) }
            attentions.append((channels, scale))
        }

        mutating func middle(_ scope: String, _ channels: Int, scale: Int) {
            residualBlock(scope + ".block_1", channels, channels, scale: scale)
            attention(scope + ".attn_1", channels, scale: scale)
            residualBlock(scope + ".block_2", channels, channels, scale: scale)
        }

        mutating func end(_ scope: String, _ channels: Int, outputs: Int, scale: Int) {
            norms.append((scope + ".norm_out", channels))
            convolution(scope + ".conv_out", channels, outputs, kernel: 3, scale: scale)
        }
    }

    /// From codes to pictures, in order.
    var decoderLayers: LayerList {
        var layers = LayerList()
        var width = channels * channelMultipliers.last!
        layers.convolution("post_quant_conv", embeddingDimension, latentChannels, kernel: 1, scale: 1)
        layers.convolution("decoder.conv_in", latentChannels, width, kernel: 3, scale: 1)
        layers.middle("decoder.mid", width, scale: 1)
        for level in channelMultipliers.indices.reversed() {
            let scope = "decoder.up.\(level)"
            let outputs = channels * channelMultipliers[level]
            let scale = downsamplingFactor >> level
            for block in 0..<decoderBlocks[level] {
                layers.residualBlock("\(scope).block.\(block)", width, outputs, scale: scale)
                width = outputs
                if hasAttention(level: level) { layers.attention("\(scope).attn.\(block)", width, scale: scale) }
            }
            if level > 0 { layers.convolution("\(scope).upsample.conv", width, width, kernel: 3, scale: 2 * scale) }
        }
        layers.end("decoder", width, outputs: WaveletHead.coefficients(levels: waveletLevels), scale: downsamplingFactor)
        return layers
    }

    /// From pictures to codes.
    private var encoderLayers: LayerList {
        var layers = LayerList()
        var width = channels
        layers.convolution("encoder.conv_in", 3, width, kernel: 3, scale: 0)
        for level in channelMultipliers.indices {
            let scope = "encoder.down.\(level)"
            let outputs = channels * channelMultipliers[level]
            for block in 0..<residualBlocks {
                layers.residualBlock("\(scope).block.\(block)", width, outputs, scale: 0)
                width = outputs
                if hasAttention(level: level) { layers.attention("\(scope).attn.\(block)", width, scale: 0) }
            }
            if level < channelMultipliers.count - 1 {
                layers.convolution("\(scope).downsample.conv", width, width, kernel: 3, scale: 0)
            }
        }
        layers.middle("encoder.mid", width, scale: 0)
        layers.end("encoder", width, outputs: latentChannels, scale: 0)
        layers.convolution("quant_conv", latentChannels, embeddingDimension, kernel: 1, scale: 0)
        return layers
    }

    private func hasAttention(level: Int) -> Bool { attentionResolutions.contains(resolution >> level) }

    /// The tensors of a checkpoint of this shape.
    package var tensorShapes: [String: [Int]] {
        var shapes: [String: [Int]] = [:]
        for layers in [encoderLayers, decoderLayers] {
            for layer in layers.convolutions {
                shapes[layer.name + ".weight"] = [layer.outputs, layer.inputs, layer.kernel, layer.kernel]
                shapes[layer.name + ".bias"] = [layer.outputs]
            }
            for norm in layers.norms {
                shapes[norm.name + ".weight"] = [norm.channels]
                shapes[norm.name + ".bias"] = [norm.channels]
            }
        }
        switch quantizer {
        case .nearest:
            shapes["quantize.embedding.weight"] = [codes, embeddingDimension]
        case .gumbel:
            shapes["quantize.embed.weight"] = [codes, embeddingDimension]
            shapes["quantize.proj.weight"] = [codes, embeddingDimension, 1, 1]
            shapes["quantize.proj.bias"] = [codes]
        }
        return shapes
    }
}
