import Images

extension Image {
    /// A picture without symmetries and with every byte value.
    static func pattern(width: Int, height: Int, channels: Channels = .rgb) -> Image {
        let pixels = (0..<width * height * channels.rawValue).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 / 11) }
        return Image(width: width, height: height, channels: channels, pixels: pixels)
    }

    /// The samples of one pixel.
    func pixel(_ x: Int, _ y: Int) -> [UInt8] {
        Array(pixels[(y * width + x) * channelCount..<(y * width + x + 1) * channelCount])
    }
}
