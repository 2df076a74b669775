import Images
import Tensors
import TestSupport
import Testing
import TextImageMatching

@Suite("Image preprocessing")
struct ImagePreprocessorTests {
    private static func config(side: Int) throws -> CLIPConfig {
        try CLIPConfig(
            embeddingDimension: 4, pictureSide: side, visionLayers: 1, visionWidth: 64, visionPatch: 1, contextLength: 4,
            vocabulary: 8, textWidth: 4, textHeads: 1, textLayers: 1)
    }

    /// Where a pixel is from: red is its column, green its row.
    private static func map(width: Int, height: Int) -> Image {
        Image(
            width: width, height: height,
            pixels: (0..<width * height).flatMap { [UInt8($0 % width), UInt8($0 / width), 77] })
    }

    private static func normalized(_ byte: Int, channel: Int) -> Float {
        (Float(byte) / 255 - CLIPConfig.defaultPixelMean[channel]) / CLIPConfig.defaultPixelDeviation[channel]
    }

    @Test(
        "A picture whose shorter side fits is only cut, in the middle, an odd pixel to the right or below",
        arguments: [(5, 5, 0, 0), (8, 5, 1, 0), (9, 5, 2, 0), (5, 12, 0, 3), (5, 6, 0, 0), (6, 5, 0, 0), (200, 5, 97, 0)])
    func cutting(width: Int, height: Int, left: Int, top: Int) throws {
        let found = ImagePreprocessor(config: try Self.config(side: 5))(Self.map(width: width, height: height))
        #expect(found.shape == [3, 5, 5])
        let red = (0..<25).map { Self.normalized(left + $0 % 5, channel: 0) }
        let green = (0..<25).map { Self.normalized(top + $0 / 5, channel: 1) }
        let blue = (0..<25).map { _ in Self.normalized(77, channel: 2) }
        let expected: [Float] = red + green + blue
        #expect(largestDifference(found.values, expected) < 1e-6)
    }

    @Test("Pixels outside of the square have no part in the result, not even at its edge")
    func cutBeforeResizing() throws {
        let preprocessor = ImagePreprocessor(config: try Self.config(side: 3))
        var image = Image(width: 27, height: 9, filledWith: .white)
        image.paste(Image(width: 9, height: 9, filledWith: .black), left: 9, top: 0)
        let black = Image(width: 9, height: 9, filledWith: .black)
        #expect(preprocessor(image).values == preprocessor(black).values)
    }

    @Test("Pictures of one pixel, and narrow ones, are enlarged", arguments: [(1, 1), (1, 300), (300, 1), (2, 3)])
    func tiny(width: Int, height: Int) throws {
        let found = ImagePreprocessor(config: try Self.config(side: 7))(
            Image(width: width, height: height, filledWith: RGBColor(red: 10, green: 20, blue: 30)))
        let expected = (0..<3 * 49).map { Self.normalized([10, 20, 30][$0 / 49], channel: $0 / 49) }
        #expect(largestDifference(found.values, expected) < 1e-6)
    }

    @Test("Alpha is forgotten, not blended, also where the picture is resized")
    func alpha() throws {
        let opaque = Self.map(width: 13, height: 11)
        let pixels = (0..<13 * 11).flatMap { (pixel: Int) -> [UInt8] in
            let alpha = UInt8(pixel % 3 * 100)
            return opaque.pixels[pixel * 3..<pixel * 3 + 3] + [alpha]
        }
        let transparent = Image(width: 13, height: 11, channels: .rgba, pixels: pixels)
        let preprocessor = ImagePreprocessor(config: try Self.config(side: 6))
        #expect(preprocessor(transparent).values == preprocessor(opaque).values)
    }

    @Test("Mean and deviation are the configuration's")
    func colours() throws {
        let config = try CLIPConfig(
            embeddingDimension: 4, pictureSide: 2, visionLayers: 1, visionWidth: 64, visionPatch: 1, contextLength: 4,
            vocabulary: 8, textWidth: 4, textHeads: 1, textLayers: 1, pixelMean: [0, 0.5, 1], pixelDeviation: [1, 0.5, 2])
        let found = ImagePreprocessor(config: config)(Image(width: 2, height: 2, filledWith: .white))
        #expect(found.values == [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0])
    }
}
