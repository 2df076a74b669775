import Foundation
import Images
import TestSupport
import Testing

@Suite("lubok cutout, generate --cutout", .serialized)
struct CutoutTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A red square on blue, with settings.
    private func picture() throws -> String {
        var picture = Image(width: 40, height: 30, filledWith: RGBColor(red: 30, green: 60, blue: 190))
        picture.paste(Image(width: 12, height: 10, filledWith: RGBColor(red: 200, green: 30, blue: 20)), left: 14, top: 10)
        let settings = PNGText(keyword: "parameters", text: "кот\nSeed: 7")
        let path = folder.path("picture.png")
        try PNGWriter.write(picture, texts: [settings], to: path)
        return path
    }

    private func alpha(_ image: Image, _ x: Int, _ y: Int) -> UInt8 { image.pixels[(y * image.width + x) * 4 + 3] }

    @Test(arguments: [["--method", "contour", "--model", "no-such-model"], []]) func cutsAPicture(options: [String]) throws {
        let model = options.isEmpty ? try ["--model", Fixtures.model.get().path] : []
        let run = try LubokRun(["cutout", picture(), "-o", folder.path("sticker.png")] + options + model)
        #expect(run.exitCode == 0 && run.output.isEmpty && run.errors.isEmpty, "\(run.errors)")
        let file = try PNGReader.read(path: folder.path("sticker.png"))
        #expect(file.image.channels == .rgba && file.image.width == 40 && file.image.height == 30)
        #expect(alpha(file.image, 2, 2) == 0 && alpha(file.image, 20, 15) == 255)
        #expect(file.text(for: "parameters") == "кот\nSeed: 7")
    }

    @Test func saysWhereNothingWasCut() throws {
        let empty = folder.path("empty.png")
        try PNGWriter.write(Image(width: 9, height: 9, filledWith: .white), to: empty)
        let run = try LubokRun(["cutout", empty, "--method", "contour", "-o", folder.path("a.png")])
        #expect(run.exitCode == 0 && run.errorLines.count == 1 && run.errors.contains("transparent"), "\(run.errors)")
    }

    @Test func generateWritesCutoutsBesideThePictures() throws {
        let model = try Fixtures.model.get().path
        let arguments = ["generate", "кот", "-n", "2", "--keep", "1", "--seed", "7", "--model", model, "-o", folder.path, "--name", "{rank}"]
        let run = try LubokRun(arguments + ["--cutout", "auto", "--json"])
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(try folder.names.sorted() == ["1-cutout.png", "1.png", "all.json", "sheet.png"])
        let picture = try PNGReader.read(path: folder.path("1.png"))
        let cutout = try PNGReader.read(path: folder.path("1-cutout.png"))
        #expect(cutout.image.channels == .rgba && cutout.image.width == picture.image.width)
        #expect(cutout.texts == picture.texts)
        #expect(try run.object()["cutout"] as? String == "auto")
        let pictures = try #require(run.object()["pictures"] as? [[String: Any]])
        let record = try #require(pictures.first?["cutout"] as? [String: Any])
        #expect(DocumentedFormat.keyPaths(of: record) == (try DocumentedFormat.keyPaths(after: "`pictures[].cutout`")))
        #expect(record["file"] as? String == "1-cutout.png" && record["method"] as? String == "contour")
    }
}
