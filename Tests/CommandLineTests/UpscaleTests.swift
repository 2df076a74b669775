import Foundation
import Images
import TestSupport
import TextToImage
import Testing

@Suite("lubok upscale, generate --upscale", .serialized)
struct UpscaleTests {
    private let folder: TemporaryFolder
    private let model: String

    init() throws {
        folder = try TemporaryFolder()
        model = try Fixtures.model.get().path
    }

    @Test(arguments: try GoldenCase.upscalers()) func enlargesAsTheOriginalDoes(golden: GoldenCase) throws {
        let upscaler = try golden.decoded(as: UpscalerCase.self)
        let picture = golden.folder.appending(path: "input.png").path(percentEncoded: false)
        let run = try LubokRun([
            "upscale", picture, "--scale", "\(upscaler.scale)", "--precision", "float32", "--model", model, "-o", folder.path("a.png"),
        ])
        #expect(run.exitCode == 0 && run.errors.isEmpty && run.output == folder.path("a.png") + "\n", "\(run.errors)")
        let expected = golden.folder.appending(path: "expected.png").path(percentEncoded: false)
        try expectEqualPictures(folder.path("a.png"), expected, tolerance: Int(upscaler.pixelAtol))
    }

    @Test func writesBesideThePictureAndOverwritesNothing() throws {
        let scale = try smallestScale()
        let picture = try folder.write(Data(contentsOf: URL(filePath: Fixtures.picture())), to: "кот.png")
        let arguments = ["upscale", picture, "--scale", "\(scale)", "--model", model]
        let run = try LubokRun(arguments)
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(try folder.names == ["кот-x\(scale).png", "кот.png"])
        let before = try PNGReader.read(path: picture).image
        let after = try PNGReader.read(path: folder.path("кот-x\(scale).png")).image
        #expect(after.width == scale * before.width && after.height == scale * before.height)
        #expect(try LubokRun(arguments).exitCode == BadInput.cannotCreate)
        #expect(try LubokRun(arguments + ["--force"]).exitCode == 0)
    }

    /// What is enlarged are the files: codes, scores, order and contact sheet stay.
    @Test func generatesLargerPictures() throws {
        let scale = try smallestScale()
        func generate(_ options: String..., to output: String) throws -> [String: Any] {
            let run = try LubokRun(
                ["generate", "кот", "-n", "3", "--keep", "2", "--seed", "7", "--name", "{rank}", "--json", "--model", model, "-o", folder.path(output)]
                    + options)
            #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
            return try run.object()
        }
        let plain = try generate(to: "plain")
        var enlarged = try generate("--upscale", "\(scale)", to: "enlarged")
        #expect(enlarged.removeValue(forKey: "upscale") as? Int == scale)
        #expect(NSDictionary(dictionary: enlarged) == NSDictionary(dictionary: plain))
        for name in ["1.png", "2.png"] {
            let before = try PNGReader.read(path: folder.path("plain/" + name)).image
            let after = try PNGReader.read(path: folder.path("enlarged/" + name))
            #expect(after.image.width == scale * before.width && after.image.height == scale * before.height)
            let settings = try #require(after.text(for: "parameters"))
            #expect(settings.contains("Upscale: \(scale),") && settings.contains("Size: \(after.image.width)x\(after.image.height),"))
            // The same by itself.
            let again = folder.path("again-" + name)
            #expect(try LubokRun(["upscale", folder.path("plain/" + name), "--scale", "\(scale)", "--model", model, "-o", again]).exitCode == 0)
            let alone = try PNGReader.read(path: again)
            #expect(alone.image == after.image)
            let (one, other) = try (
                #require(GenerationParameters(text: settings)), #require(alone.text(for: "parameters").flatMap(GenerationParameters.init(text:))))
            #expect(one.prompt == other.prompt && one.settings.count == other.settings.count)
            for setting in one.settings { #expect(other[setting.key] == setting.value) }
        }
        #expect(try sheet(in: "plain") == sheet(in: "enlarged"))
    }

    @Test(arguments: LubokRun.Language.allCases) func aModelWithoutAnUpscalerSaysSo(language: LubokRun.Language) throws {
        let plain = try ToyModelFolder(Fixtures.golden.get())
        for arguments in [["upscale", try Fixtures.picture(), "-o", folder.path("a.png")], ["generate", "кот", "--upscale", "2", "-o", folder.path("out")]] {
            let run = try LubokRun(arguments + ["--model", plain.path], language: language)
            #expect(run.exitCode == BadInput.usage && run.output.isEmpty)
            #expect(run.errorLines.count == 1 && run.errors.contains(ToyModelFolder.name), "\(run.errors)")
        }
        #expect(try folder.names.isEmpty)
    }

    @Test func anUpscalerThatIsNoneIsNamed() throws {
        let scale = try smallestScale()
        let model = try ToyModelFolder(copying: Fixtures.model.get())
        let file = ToyModelFolder.upscalerFile(scale: scale)
        let path = URL(filePath: model.path).appending(path: file)
        var bytes = try Data(contentsOf: path)
        bytes.replaceSubrange(0..<64, with: Data(count: 64))
        try bytes.write(to: path)
        let run = try LubokRun(["upscale", Fixtures.picture(), "--scale", "\(scale)", "--model", model.path, "-o", folder.path("a.png")])
        #expect(run.exitCode == BadInput.badData)
        #expect(run.errorLines.count == 1 && run.errors.contains(file), "\(run.errors)")
        #expect(try folder.names.isEmpty)
    }

    private func smallestScale() throws -> Int {
        try #require(GoldenCase.upscalers().map { try $0.decoded(as: UpscalerCase.self).scale }.min())
    }

    private func sheet(in output: String) throws -> Data {
        try Data(contentsOf: URL(filePath: folder.path(output + "/sheet.png")))
    }
}
