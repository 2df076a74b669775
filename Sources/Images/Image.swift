/// A picture of 8-bit samples: red, green, blue and, optionally, straight (not premultiplied) alpha.
public struct Image: Sendable, Equatable {
    /// Which samples a pixel has; the raw value is their number.
    public enum Channels: Int, Sendable {
        case rgb = 3
        case rgba = 4
    }

    /// In pixels, at least 1.
    public let width: Int

    /// In pixels, at least 1.
    public let height: Int

    public let channels: Channels

    /// The samples, interleaved and row by row from the top: [height, width, channelCount].
    public internal(set) var pixels: [UInt8]

    /// 3 or 4.
    public var channelCount: Int { channels.rawValue }

    /// The whole picture as a box.
    public var bounds: PixelBox { PixelBox(left: 0, top: 0, right: width, bottom: height) }

    /// A picture of the given samples, [height, width, channelCount]. There must be exactly as many as the size demands.
    public init(width: Int, height: Int, channels: Channels = .rgb, pixels: [UInt8]) {
        precondition(width > 0 && height > 0, "a picture of \(width) × \(height) pixels")
        precondition(
            pixels.count == width * height * channels.rawValue,
            "\(pixels.count) samples for \(width) × \(height) pixels of \(channels.rawValue)")
        self.width = width
        self.height = height
        self.channels = channels
        self.pixels = pixels
    }

    /// An RGB picture of one colour.
    public init(width: Int, height: Int, filledWith color: RGBColor) {
        var pixels = [UInt8](repeating: color.red, count: width * height * 3)
        for pixel in stride(from: 0, to: pixels.count, by: 3) {
            pixels[pixel + 1] = color.green
            pixels[pixel + 2] = color.blue
        }
        self.init(width: width, height: height, pixels: pixels)
    }
}
