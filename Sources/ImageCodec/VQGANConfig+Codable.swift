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
}
