import Foundation
import TestSupport
import Testing

@Suite("lubok model, inspect", .serialized)
struct ModelTests {
    @Test func listsTheModelsOfTheEnvironment() throws {
        let places = try TemporaryFolder()
        let toy = try Fixtures.model.get()
        try FileManager.default.createSymbolicLink(atPath: places.path("мой"), withDestinationPath: toy.path)
        try places.write(Data(), to: "no-model")
        let environment = ["LUBOK_MODELS": places.path]
        let list = try LubokRun(["model", "list"], environment: environment)
        #expect(list.exitCode == 0)
        #expect(list.outputLines.contains("мой\t\(places.path("мой"))"))
        #expect(!list.output.contains("no-model"))
        #expect(try LubokRun(["tokenize", "кот", "--model", "мой"], environment: environment).exitCode == 0)
    }

    @Test func showsAModel() throws {
        let path = try Fixtures.model.get().path
        let show = try LubokRun(["model", "show", path])
        #expect(show.exitCode == 0, "\(show.errors)")
        #expect(try show.outputLines.first == "\(ToyModelFolder.name) \(Fixtures.golden.get().name): Reference fixtures")
        #expect(try LubokRun(["inspect", path]).output == show.output)
    }

    @Test func verifiesAModel() throws {
        let sound = try LubokRun(["model", "verify", Fixtures.model.get().path])
        #expect(sound.exitCode == 0, "\(sound.errors)")
        for file in ToyModelFolder.File.allCases { #expect(sound.output.contains(file.rawValue)) }
    }

    @Test(arguments: ToyModelFolder.File.allCases) func findsAFlippedByte(file: ToyModelFolder.File) throws {
        let model = try ToyModelFolder(copying: Fixtures.model.get())
        var bytes = try model.contents(of: file)
        bytes[bytes.count / 2] ^= 1
        try model.overwrite(file, with: bytes)
        let run = try LubokRun(["model", "verify", model.path])
        #expect(run.exitCode == BadInput.badData)
        #expect(run.errorLines.count == 1)
        #expect(run.errors.contains(model.path(of: file)))
    }

    @Test func opensEveryPart() throws {
        let model = try ToyModelFolder(copying: Fixtures.model.get())
        let path = URL(filePath: model.path).appending(path: "model.json")
        var manifest = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any])
        var upscalers = try #require(manifest["upscalers"] as? [[String: Any]])
        var config = try #require(upscalers[0]["config"] as? [String: Any])
        config["blocks"] = try #require(config["blocks"] as? Int) + 1
        upscalers[0]["config"] = config
        manifest["upscalers"] = upscalers
        try JSONSerialization.data(withJSONObject: manifest).write(to: path)
        let run = try LubokRun(["model", "verify", model.path])
        #expect(run.exitCode == BadInput.badData && run.errorLines.count == 1, "\(run.errors)")
        #expect(run.errors.contains("upscaler-x"))
    }

    @Test func inspectsFilesByTheirContents() throws {
        let model = try Fixtures.model.get()
        let weights = try LubokRun(["inspect", model.path(of: .transformer)])
        #expect(weights.exitCode == 0, "\(weights.errors)")
        #expect(weights.outputLines.contains { $0.hasPrefix("image_embeddings.weight\t") })
        let vocabulary = try LubokRun(["inspect", model.path(of: .vocabulary)])
        #expect(vocabulary.exitCode == 0)
        #expect(vocabulary.output.contains("YouTokenToMe"))
    }

    @Test func readsTheSettingsOfAPicture() throws {
        let folder = try TemporaryFolder()
        let run = try LubokRun([
            "generate", "рыжий кот", "-n", "2", "--keep", "1", "--seed", "7", "--temperature", "0.5", "--top-k", "9", "--top-p", "0.25",
            "--guidance", "2", "--name", "{rank}", "-o", folder.path, "--model", try Fixtures.model.get().path,
        ])
        #expect(run.exitCode == 0, "\(run.errors)")
        let lines = try LubokRun(["inspect", folder.path("1.png")]).outputLines
        #expect(lines.first?.hasPrefix("PNG ") == true)
        for line in [
            "Prompt: рыжий кот", "Seed: 7", "Temperature: 0.5", "Sampler: top-k 9 top-p 0.25", "CFG scale: 2.0", "Rank: 1 of 2",
            "Model: \(ToyModelFolder.name)",
        ] {
            #expect(lines.contains(Substring(line)), "\(line)")
        }
    }

    @Test func preparesAModel() throws {
        let place = try TemporaryFolder()
        let arguments = try ["model", "prepare", Fixtures.model.get().path, "--precision", "int8", "--output", place.path("int8")]
        let prepare = try LubokRun(arguments)
        #expect(prepare.exitCode == 0, "\(prepare.errors)")
        #expect(prepare.output == place.path("int8") + "\n")
        #expect(try LubokRun(["model", "verify", place.path("int8")]).exitCode == 0)
        #expect(try LubokRun(arguments).exitCode == 73)
        let other = try LubokRun(["generate", "кот", "--model", place.path("int8"), "--precision", "float32", "-o", place.path("out")])
        #expect(other.exitCode == 64)
        #expect(other.errors.contains("int8"))
    }
}
