import Foundation
import Images
import TestSupport
import Testing

@Suite("lubok encode, decode, rank, tokenize", .serialized)
struct CodesTests {
    private let folder: TemporaryFolder
    private let model: String
    private let expected: Fixtures.Expected

    init() throws {
        folder = try TemporaryFolder()
        model = try Fixtures.model.get().path
        expected = try Fixtures.expected()
    }

    @Test func decodesAsTheOriginalDoes() throws {
        let side = Int(Double(expected.codes.count).squareRoot())
        let json = #"{"format": 1, "width": \#(side), "height": \#(side), "codes": \#(expected.codes)}"#
        let codes = try folder.write(Data(json.utf8), to: "codes.json")
        let run = try LubokRun(["decode", codes, "--model", model, "-o", folder.path("a.png")])
        #expect(run.exitCode == 0 && run.output.isEmpty && run.errors.isEmpty, "\(run.errors)")
        try expectEqualPictures(folder.path("a.png"), Fixtures.picture(), tolerance: expected.pixelAtol)
    }

    @Test func encodesToWhatDecodeReads() throws {
        let printed = try LubokRun(["encode", Fixtures.picture(), "--model", model])
        #expect(printed.exitCode == 0, "\(printed.errors)")
        #expect(try DocumentedFormat.keyPaths(of: printed.object()) == DocumentedFormat.keyPaths(after: "## Codes"))
        #expect(try (printed.object()["codes"] as? [Int])?.count == expected.codes.count)

        let codes = folder.path("codes.json")
        #expect(try LubokRun(["encode", Fixtures.picture(), "--model", model, "-o", codes]).exitCode == 0)
        #expect(try Data(contentsOf: URL(filePath: codes)) == Data(printed.output.utf8))

        let decode = ["decode", codes, "--model", model, "-o", folder.path("a.png")]
        #expect(try LubokRun(decode).exitCode == 0)
        let original = try PNGReader.read(path: Fixtures.picture()).image
        let image = try PNGReader.read(path: folder.path("a.png")).image
        #expect(image.width == original.width && image.height == original.height)
        #expect(try LubokRun(decode).exitCode == BadInput.cannotCreate)
        #expect(try LubokRun(decode + ["--force"]).exitCode == 0)
    }

    @Test func ranksAsTheOriginalDoes() throws {
        let other = try Fixtures.path("prompt.png")
        let run = try LubokRun(["rank", expected.text, other, Fixtures.picture(), "--model", model, "--json"])
        #expect(run.exitCode == 0, "\(run.errors)")
        let object = try run.object()
        #expect(try DocumentedFormat.keyPaths(of: object) == DocumentedFormat.keyPaths(after: "`lubok rank --json`"))
        #expect(object["prompt"] as? String == expected.text)
        let pictures = try #require(object["pictures"] as? [[String: Any]])
        let scores = try pictures.map { try #require($0["score"] as? Double) }
        #expect(scores.count == 2 && scores[0] >= scores[1])
        let found = try #require(pictures.first { try $0["file"] as? String == Fixtures.picture() }?["score"] as? Double)
        #expect(abs(found - expected.clipScore) <= expected.atol)

        let lines = try LubokRun(["rank", expected.text, other, Fixtures.picture(), "--model", model]).outputLines
        let best = try #require(pictures[0]["file"] as? String)
        try #require(lines.count == 2)
        #expect(lines[0].hasPrefix("1  ") && lines[0].hasSuffix("  " + best))
    }

    @Test func tokenizesAsTheOriginalDoes() throws {
        let run = try LubokRun(["tokenize", expected.text, "--model", model, "--json"])
        #expect(run.exitCode == 0, "\(run.errors)")
        let object = try run.object()
        #expect(try DocumentedFormat.keyPaths(of: object) == DocumentedFormat.keyPaths(after: "`lubok tokenize --json`"))
        #expect(object["ids"] as? [Int] == expected.inputIds)
        #expect(object["dropped"] as? Int == 0)
        let lines = try LubokRun(["tokenize", expected.text, "--model", model]).outputLines
        #expect(lines.last?.split(separator: " ").map { Int($0) } == expected.inputIds)
    }
}
