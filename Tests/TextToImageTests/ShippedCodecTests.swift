import Foundation
import Images
import Testing
import TextToImage

/// The codec of the model in the repository, on true renderings of held-out scenes: the first of those that `evaluate` asks for.
@Suite struct ShippedCodecTests {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test func picturesComeBackAsWellAsTheCardSays() throws {
        let model = Self.repository.appending(path: "Models/lissitzky")
        let card = try String(contentsOf: model.appending(path: "README.md"), encoding: .utf8)
        let stated = try #require(card.firstMatch(of: /through the codec \(([0-9.]+) dB\)/)?.output.1)
        let pipeline = try TextToImagePipeline(folder: ModelFolder(path: model.path(percentEncoded: false)), opensMatcher: false)
        let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        let files = try FileManager.default.contentsOfDirectory(at: fixtures, includingPropertiesForKeys: nil)
        #expect(files.count == 16)
        let decibels = try files.map { file in
            let picture = try PNGReader.read(path: file.path(percentEncoded: false)).image
            return Self.decibels(try pipeline.decode(pipeline.encode(picture)), picture)
        }
        let mean = decibels.reduce(0, +) / Double(decibels.count)
        // Sixteen pictures speak for a thousand to within a decibel.
        #expect(try mean > #require(Double(stated)) - 1)
        // None is lost altogether.
        #expect(try #require(decibels.min()) > 15)
    }

    /// Peak signal-to-noise ratio of two pictures of one size.
    private static func decibels(_ picture: Image, _ other: Image) -> Double {
        precondition(picture.pixels.count == other.pixels.count, "pictures of two sizes")
        let squares = zip(picture.pixels, other.pixels).reduce(0) { $0 + (Int($1.0) - Int($1.1)) * (Int($1.0) - Int($1.1)) }
        return 10 * log10(255 * 255 * Double(picture.pixels.count) / Double(max(squares, 1)))
    }
}
