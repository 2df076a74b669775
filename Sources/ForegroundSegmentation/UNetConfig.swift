/// The shape of a U-Net over an EfficientNet. A value of this type has been validated: a model can be built from it.
public struct UNetConfig: Sendable, Equatable {
    public let encoder: EfficientNetConfig
    /// Channels of each of the decoder's blocks, from the lowest resolution up: as many as the encoder halves the picture.
    public let decoderChannels: [Int]
    /// Width and height that pictures are brought to, in pixels.
    public let pictureSide: Int

    /// Background and foreground.
    static let classes = 2

    /// - Throws: `invalidSetting` for the first value that does not fit.
    public init(encoder: EfficientNetConfig, decoderChannels: [Int], pictureSide: Int) throws(ForegroundSegmentationError) {
        self.init(unchecked: encoder, decoderChannels: decoderChannels, pictureSide: pictureSide)
        try validate()
    }

    private init(unchecked encoder: EfficientNetConfig, decoderChannels: [Int], pictureSide: Int) {
        self.encoder = encoder
        self.decoderChannels = decoderChannels
        self.pictureSide = pictureSide
    }

    /// What cuts Emojich's stickers out.
    public static let emojich = UNetConfig(unchecked: .b5, decoderChannels: [256, 128, 64, 32, 16], pictureSide: 512)

    private func validate() throws(ForegroundSegmentationError) {
        guard decoderChannels.count == encoder.levels else {
            throw .invalidSetting(
                name: "decoder_channels", value: "\(decoderChannels)",
                expected: "\(encoder.levels) numbers, as the encoder halves the picture \(encoder.levels) times,")
        }
        for channels in decoderChannels where !(1...1 << 12).contains(channels) {
            throw .outOfRange("decoder_channels", channels, 1...1 << 12)
        }
        guard (1...1024).contains(pictureSide), pictureSide.isMultiple(of: 1 << encoder.levels) else {
            throw .invalidSetting(
                name: "picture_side", value: "\(pictureSide)", expected: "a multiple of \(1 << encoder.levels) up to 1024")
        }
    }
}

extension UNetConfig: Codable {
    private enum CodingKeys: String, CodingKey {
        case encoder
        case decoderChannels = "decoder_channels"
        case pictureSide = "picture_side"
    }

    /// - Throws: `DecodingError` where a setting is missing or of another type, `ForegroundSegmentationError` where its value does not fit.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            encoder: container.decode(EfficientNetConfig.self, forKey: .encoder),
            decoderChannels: container.decode([Int].self, forKey: .decoderChannels),
            pictureSide: container.decode(Int.self, forKey: .pictureSide))
    }
}
