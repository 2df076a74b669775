extension VQGANConfig: Codable {
    private enum CodingKeys: String, CodingKey {
        case quantizer, codes, channels, resolution, wavelet
        case embeddingDimension = "embedding_dimension"
        case latentChannels = "latent_channels"
        case channelMultipliers = "channel_multipliers"
        case residualBlocks = "residual_blocks"
        case attentionResolutions = "attention_resolutions"
    }

    /// Reads the configuration of a model folder; `wavelet` may be absent.
    /// - Throws: `DecodingError` where a setting is missing or of another type, `ImageCodecError` where its value does not fit.
    public init(from decoder: any Swift.Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            quantizer: container.decode(Quantizer.self, forKey: .quantizer),
            embeddingDimension: container.decode(Int.self, forKey: .embeddingDimension),
            codes: container.decode(Int.self, forKey: .codes),
            latentChannels: container.decode(Int.self, forKey: .latentChannels),
            channels: container.decode(Int.self, forKey: .channels),
            channelMultipliers: container.decode([Int].self, forKey: .channelMultipliers),
            residualBlocks: container.decode(Int.self, forKey: .residualBlocks),
            attentionResolutions: container.decode([Int].self, forKey: .attentionResolutions),
            resolution: container.decode(Int.self, forKey: .resolution),
            wavelet: container.decodeIfPresent(Bool.self, forKey: .wavelet) ?? false)
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
        try container.encode(attentionResolutions, forKey: .attentionResolutions)
        try container.encode(resolution, forKey: .resolution)
        try container.encode(wavelet, forKey: .wavelet)
    }
}
