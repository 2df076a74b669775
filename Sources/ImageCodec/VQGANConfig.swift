/// The shape of a VQGAN. A value of this type has been validated: a model can be built from it.
public struct VQGANConfig: Sendable, Equatable {
    /// How latents become codes.
    public enum Quantizer: String, Sendable, Codable {
        /// The code of the nearest codebook vector.
        case nearest
        /// The code with the highest logit of a learned projection.
        case gumbel
    }

    public let quantizer: Quantizer
    /// The length of a codebook vector.
    public let embeddingDimension: Int
    /// Vectors in the codebook.
    public let codes: Int
    /// Channels between the convolutional nets and the quantiser's 1×1 convolutions.
    public let latentChannels: Int
    /// Channels at full resolution, before the multipliers.
    public let channels: Int
    /// For each level from full resolution down: its channels as a multiple of `channels`. Each level but the last halves the picture.
    public let channelMultipliers: [Int]
    /// Residual blocks at each level of the encoder.
    public let residualBlocks: Int
    /// Residual blocks at each level of the decoder, from full resolution down; taming's have one more than the encoder's everywhere.
    public let decoderBlocks: [Int]
    /// Levels whose resolution is listed have attention after each residual block.
    public let attentionResolutions: [Int]
    /// The side in pixels of the pictures that the codec was designed for. It decides which levels have attention, whatever the size of
    /// the picture at hand.
    public let resolution: Int
    /// How many times over the decoder paints wavelet coefficients in place of a picture; each time the picture is twice as large.
    public let waveletLevels: Int

    /// - Parameter decoderBlocks: nil for one more than `residualBlocks` at each level.
    /// - Throws: `invalidSetting` for the first value that does not fit.
    public init(
        quantizer: Quantizer, embeddingDimension: Int, codes: Int, latentChannels: Int, channels: Int,
        channelMultipliers: [Int], residualBlocks: Int, decoderBlocks: [Int]? = nil, attentionResolutions: [Int], resolution: Int,
        waveletLevels: Int = 0
    ) throws(ImageCodecError) {
        self.init(
            unchecked: quantizer, embeddingDimension: embeddingDimension, codes: codes, latentChannels: latentChannels,
            channels: channels, channelMultipliers: channelMultipliers, residualBlocks: residualBlocks, decoderBlocks: decoderBlocks,
            attentionResolutions: attentionResolutions, resolution: resolution, waveletLevels: waveletLevels)
        try validate()
    }

    private init(
        unchecked quantizer: Quantizer, embeddingDimension: Int, codes: Int, latentChannels: Int, channels: Int,
        channelMultipliers: [Int], residualBlocks: Int, decoderBlocks: [Int]?, attentionResolutions: [Int], resolution: Int,
        waveletLevels: Int
    ) {
        self.quantizer = quantizer
        self.embeddingDimension = embeddingDimension
        self.codes = codes
        self.latentChannels = latentChannels
        self.channels = channels
        self.channelMultipliers = channelMultipliers
        self.residualBlocks = residualBlocks
        self.decoderBlocks = decoderBlocks ?? channelMultipliers.map { _ in residualBlocks + 1 }
        self.attentionResolutions = attentionResolutions
        self.resolution = resolution
        self.waveletLevels = waveletLevels
    }

    /// Sber's codec, which ruDALL-E paints with: 256-pixel pictures of 32 × 32 codes; with the wavelet head it paints 512 pixels.
    public static func sber(waveletLevels: Int = 0) -> VQGANConfig {
        VQGANConfig(
            unchecked: .gumbel, embeddingDimension: 256, codes: 8192, latentChannels: 256, channels: 128,
            channelMultipliers: [1, 1, 2, 4], residualBlocks: 2, decoderBlocks: nil, attentionResolutions: [32], resolution: 256,
            waveletLevels: waveletLevels)
    }

    /// The same codec with another wavelet head, of which taming's configurations say nothing.
    public func with(waveletLevels: Int) -> VQGANConfig {
        VQGANConfig(
            unchecked: quantizer, embeddingDimension: embeddingDimension, codes: codes, latentChannels: latentChannels,
            channels: channels, channelMultipliers: channelMultipliers, residualBlocks: residualBlocks, decoderBlocks: decoderBlocks,
            attentionResolutions: attentionResolutions, resolution: resolution, waveletLevels: waveletLevels)
    }
}

extension VQGANConfig {
    /// Resolutions that the nets work at.
    var levels: Int { channelMultipliers.count }

    /// The side, in pixels, of the square of an encoded picture that one code stands for.
    public var downsamplingFactor: Int { 1 << (levels - 1) }

    /// The side, in pixels, of the square that one code becomes in a decoded picture.
    public var pixelsPerCode: Int { downsamplingFactor << waveletLevels }

    /// Channels at a level; level 0 has full resolution.
    func channels(atLevel level: Int) -> Int { channels * channelMultipliers[level] }

    func hasAttention(atLevel level: Int) -> Bool { attentionResolutions.contains(resolution >> level) }
}
