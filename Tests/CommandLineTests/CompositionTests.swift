import Foundation
import Images
import TestSupport
import TextToImage
import Testing

@Suite("lubok generate from pictures and in other shapes", .serialized)
struct CompositionTests {
    private let folder: TemporaryFolder
    private let model: String

    init() throws {
        folder = try TemporaryFolder()
        model = try Fixtures.model.get().path
    }

    private func generate(_ prompt: String = "кот", _ options: String...) throws -> LubokRun {
        try LubokRun(["generate", prompt, "--model", model, "-o", folder.path("out"), "--seed", "7", "--name", "{rank}", "--json"] + options)
    }

    private func parameters(of name: String) throws -> GenerationParameters {
        let text = try #require(PNGReader.read(path: folder.path("out/" + name)).text(for: GenerationParameters.keyword))
        return try #require(GenerationParameters(text: text))
    }

    private func codes(of picture: [String: Any]) throws -> [Int] {
        try #require((picture["codes"] as? [String: Any])?["codes"] as? [Int])
    }

    /// What the original programs made of the fixture's picture and in the fixture's shapes.
    private struct Expected: Decodable {
        let imagePrompt: Prompted
        let aspect: [Aspect]

        struct Prompted: Decodable {
            let image: String
            let borders: [String: Int]
            let cropFirst: Bool
            let codes: [Int]
            let expected: String
        }

        struct Aspect: Decodable {
            let ratio: Double
            let codes: [Int]
            let image: String
        }
    }

    /// Greedy choice leaves nothing to chance.
    @Test func startsFromAPictureAsTheOriginalDoes() throws {
        let fixture = try Fixtures.expected()
        let expected = try Fixtures.golden.get().decoded(as: Expected.self).imagePrompt
        let border = expected.borders.map { "\($0)=\($1)" }.joined(separator: ",")
        let run = try generate(
            fixture.text, "-n", "1", "--top-k", "1", "--precision", "float32", "--image-prompt", Fixtures.path(expected.image), "--border",
            border, expected.cropFirst ? "--crop-first" : "--no-paste")
        #expect(run.exitCode == 0, "\(run.errors)")
        let picture = try #require((run.object()["pictures"] as? [[String: Any]])?.first)
        #expect(try codes(of: picture) == expected.codes)
        try expectEqualPictures(folder.path("out/1.png"), Fixtures.path(expected.expected), tolerance: fixture.pixelAtol)
        let parameters = try parameters(of: "1.png")
        #expect(parameters["Image prompt"] == expected.image)
        #expect(parameters["Image prompt SHA-256"] == SHA256Digest(of: try Data(contentsOf: URL(filePath: Fixtures.path(expected.image)))).text)
        #expect(parameters["Border"].flatMap(BorderCells.init(_:)) == BorderCells(border))
    }

    @Test func paintsTallPicturesAsTheOriginalDoes() throws {
        let fixture = try Fixtures.expected()
        for aspect in try Fixtures.golden.get().decoded(as: Expected.self).aspect where aspect.ratio <= 1 {
            let run = try generate(
                fixture.text, "-n", "1", "--top-k", "1", "--precision", "float32", "--aspect", "\(aspect.ratio):1", "--aspect-method",
                "rudalle", "--force")
            #expect(run.exitCode == 0, "\(run.errors)")
            let picture = try #require((run.object()["pictures"] as? [[String: Any]])?.first)
            #expect(try codes(of: picture) == aspect.codes)
            try expectEqualPictures(folder.path("out/1.png"), Fixtures.path(aspect.image), tolerance: fixture.pixelAtol)
            #expect(try parameters(of: "1.png")["Aspect method"] == "rudalle")
        }
    }

    @Test func recordsWhatWasAskedFor() throws {
        let picture = try Fixtures.picture()
        let image = try PNGReader.read(path: picture).image
        var mask = Image(width: image.width, height: image.height, filledWith: .black)
        mask.paste(Image(width: 9, height: 9, filledWith: .white), left: 9, top: 9)
        try PNGWriter.write(mask, to: folder.path("mask.png"))
        let size = "\(image.width * 3 / 2)x\(image.height)"
        let run = try generate(
            "кот", "-n", "2", "--size", size, "--image-prompt", picture, "--image-prompt", picture, "--mask", folder.path("mask.png"))
        #expect(run.exitCode == 0, "\(run.errors)")
        let masked = try run.object()
        #expect(masked["candidates"] as? Int == 4)
        #expect((masked["pictures"] as? [[String: Any]])?.count == 4)
        #expect(try PNGReader.read(path: folder.path("out/1.png")).image.width == image.width * 3 / 2)
        #expect(try parameters(of: "1.png")["Mask"] == "mask.png")
        let bordered = try generate("кот", "-n", "1", "--aspect", "2:3", "--image-prompt", picture, "--border", "up=1", "--force").object()
        let found = DocumentedFormat.keyPaths(of: masked).union(DocumentedFormat.keyPaths(of: bordered))
        #expect(try found == DocumentedFormat.keyPaths(after: "### Pictures to start from"))
    }
}
