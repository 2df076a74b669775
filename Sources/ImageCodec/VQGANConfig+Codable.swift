extension VQGANConfig: Codable {
    private enum CodingKeys: String, CodingKey {
        case quantizer, codes, channels, resolution, wavelet
        case waveletLevels = "wavelet_levels"
        case decoderBlocks = "decoder_blocks"
        case embeddingDimension = "embedding_dimension"
        case latentChannels = "latent_channels"
        case channelMultipliers = "channel_multipliers"
        case residualBlocks = "residual_blocks"
        case attentionResolutions = "attention_resolutions"
    }

    /// Reads the configuration of a model folder. `decoder_blocks` may be absent, and `wavelet_levels`, for which older folders have `wavelet`,
    /// true or false.
    /// - Throws: `DecodingError` where a setting is missing or of another type, `ImageCodecError` where its value does not fit.
    public init(from decoder: any Swift.Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let hasWaveletHead = try container.decodeIfPresent(Bool.self, forKey: .wavelet) ?? false
        try self.init(
            quantizer: container.decode(Quantizer.self, forKey: .quantizer),
            embeddingDimension: container.decode(Int.self, forKey: .embeddingDimension),
            codes: container.decode(Int.self, forKey: .codes),
            latentChannels: container.decode(Int.self, forKey: .latentChannels),
            channels: container.decode(Int.self, forKey: .channels),
            channelMultipliers: container.decode([Int].self, forKey: .channelMultipliers),
            residualBlocks: container.decode(Int.self, forKey: .residualBlocks),
            decoderBlocks: container.decodeIfPresent([Int].self, forKey: .decoderBlocks),
            attentionResolutions: container.decode([Int].self, forKey: .attentionResolutions),
            resolution: container.decode(Int.self, forKey: .resolution),
            waveletLevels: container.decodeIfPresent(Int.self, forKey: .waveletLevels) ?? (hasWaveletHead ? 1 : 0))
    }

    public func encode(to encoder: any Swift.Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(quantizer, forKey: .quantizer)
        try container.encode(embeddingDimension, forKey: .embeddingDimension)
        try container.encode(codes, forKey: .codes)
        try container.encode(latentChannels, forKey: .latentChannels)
        try container.encode(channels, forKey: .channels)
        try container.encode(channelMultipliers, forKey: .channelMultipliers)
        try container.encode(residualBlocks, forKey: .residualBlocks)
        try container.encode(decoderBlocks, forKey: .decoderBlocks)
        try container.encode(attentionResolutions, forKey: .attentionResolutions)
        try container.encode(resolution, forKey: .resolution)
        try container.encode(waveletLevels, forKey: .waveletLevels)
    }
}
