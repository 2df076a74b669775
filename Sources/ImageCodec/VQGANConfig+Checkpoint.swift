import Checkpoints

extension VQGANConfig {
    /// What side the levels of an inferred configuration are counted from. Any multiple of the levels would do: it only has to name those
    /// that have attention.
    private static let inferredResolution = 256

    /// The configuration that a checkpoint's keys and shapes tell; nil where they are not those of a VQGAN.
    ///
    /// - Throws: `invalidSetting` for sizes that no codec can have.
    public init?(inferredFrom checkpoint: any Checkpoint) throws(ImageCodecError) {
        let form = VQGANCheckpointForm(keys: checkpoint.keys)
        let weights = Weights(checkpoint, renaming: form.keyRules)
        func size(_ name: String, axis: Int, axes: Int = 4) -> Int? {
            guard weights.contains(name), let shape = try? weights.shape(of: name), shape.count == axes else { return nil }
            return shape[axis]
        }
        let isGumbel = weights.contains("quantize.embed.weight")
        let codebook = isGumbel ? "quantize.embed.weight" : "quantize.embedding.weight"
        guard let codes = size(codebook, axis: 0, axes: 2), let dimension = size(codebook, axis: 1, axes: 2),
            let channels = size("encoder.conv_in.weight", axis: 0), channels > 0,
            let latentChannels = size("encoder.conv_out.weight", axis: 0), weights.contains("decoder.conv_in.weight")
        else { return nil }
        var multipliers: [Int] = []
        var attentionResolutions: [Int] = []
        while let width = size("encoder.down.\(multipliers.count).block.0.conv1.weight", axis: 0) {
            let level = multipliers.count
            if weights.contains("encoder.down.\(level).attn.0.norm.weight") { attentionResolutions.append(Self.inferredResolution >> level) }
            multipliers.append(width / channels)
        }
        let blocks = (0...).first { !weights.contains("encoder.down.0.block.\($0).conv1.weight") } ?? 0
        // Taming's decoders have a block more at each level; others differ from level to level.
        let decoderBlocks = multipliers.indices.map { level in
            let found = (0...).first { !weights.contains("decoder.up.\(level).block.\($0).conv1.weight") } ?? 0
            return found > 0 ? found : blocks + 1  // so that reading names what is missing
        }
        let coefficients = size("decoder.conv_out.weight", axis: 0)
        let waveletLevels = Self.waveletLevelRange.first { WaveletHead.coefficients(levels: $0) == coefficients }
        try self.init(
            quantizer: isGumbel ? .gumbel : .nearest, embeddingDimension: dimension, codes: codes, latentChannels: latentChannels,
            channels: channels, channelMultipliers: multipliers, residualBlocks: blocks, decoderBlocks: decoderBlocks,
            attentionResolutions: attentionResolutions, resolution: Self.inferredResolution, waveletLevels: waveletLevels ?? 0)
    }
}
