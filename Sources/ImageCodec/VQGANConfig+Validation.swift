extension VQGANConfig {
    /// The nets normalise their channels in this many groups.
    private static let normalizationGroups = 32

    static let waveletLevelRange = 0...4

    /// The upper bounds lie far above every published codec and keep products of settings from overflowing.
    func validate() throws(ImageCodecError) {
        try check("embedding_dimension", embeddingDimension, in: 1...1 << 14)
        try check("codes", codes, in: 1...1 << 20)
        try check("latent_channels", latentChannels, in: 1...1 << 14)
        try check("channels", channels, in: 1...1 << 14)
        try check("residual_blocks", residualBlocks, in: 1...64)
        try check("resolution", resolution, in: 1...1 << 16)
        guard (1...12).contains(channelMultipliers.count) else {
            throw .invalidSetting(name: "channel_multipliers", value: "\(channelMultipliers)", expected: "a list of 1 to 12 numbers")
        }
        for multiplier in channelMultipliers {
            try check("channel_multipliers", multiplier, in: 1...256)
        }
        guard decoderBlocks.count == levels else {
            throw .invalidSetting(name: "decoder_blocks", value: "\(decoderBlocks)", expected: "a list of \(levels) numbers, one for each level,")
        }
        for blocks in decoderBlocks {
            try check("decoder_blocks", blocks, in: 1...64)
        }
        try check("wavelet_levels", waveletLevels, in: Self.waveletLevelRange)
        for attentionResolution in attentionResolutions {
            try check("attention_resolutions", attentionResolution, in: 1...1 << 16)
        }
        guard channels.isMultiple(of: Self.normalizationGroups) else {
            throw .invalidSetting(
                name: "channels", value: "\(channels)", expected: "a multiple of \(Self.normalizationGroups)")
        }
        guard resolution.isMultiple(of: downsamplingFactor) else {
            throw .invalidSetting(
                name: "resolution", value: "\(resolution)", expected: "a multiple of \(downsamplingFactor), as there are \(levels) levels,")
        }
        // The Gumbel projection reads the latents of the codebook's own width.
        guard quantizer == .nearest || embeddingDimension == latentChannels else {
            throw .invalidSetting(
                name: "embedding_dimension", value: "\(embeddingDimension)", expected: "the number of latent channels, \(latentChannels),")
        }
    }

    private func check(_ name: String, _ value: Int, in range: ClosedRange<Int>) throws(ImageCodecError) {
        guard range.contains(value) else {
            throw .invalidSetting(name: name, value: "\(value)", expected: "a number from \(range.lowerBound) to \(range.upperBound)")
        }
    }
}
