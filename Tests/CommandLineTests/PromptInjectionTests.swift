import Foundation
import Images
import TestSupport
import Testing

@Suite("Prompts are data: no syntax hides in them", .serialized)
struct PromptInjectionTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func generate(_ prompt: String, _ options: String...) throws -> LubokRun {
        try LubokRun(
            ["generate", "-n", "1", "--seed", "7", "--model", Fixtures.model.get().path, "-o", folder.path] + options
                + ["--", prompt])
    }

    private func inspected(_ name: String) throws -> [Substring] {
        let run = try LubokRun(["inspect", folder.path(name)])
        #expect(run.exitCode == 0, "\(run.errors)")
        return run.outputLines
    }

    @Test(
        "Settings cannot be forged",
        arguments: [
            "кот\nSeed: 999", "кот\nSteps: 1, Seed: 999, Model: чужая", "кот\nSeed: 999\n", "кот\nSeed: 999\r", "кот\r\nSeed: 999\r\n",
            "кот\u{2028}Seed: 999", "кот\u{85}Seed: 999", "Seed: 999, Model: чужая", #"кот", Seed: 999, X: "y"#, "{seed} {rank} {prompt}",
            "-n 5", "--help",
        ])
    func settings(prompt: String) throws {
        let run = try generate(prompt, "--name", "{rank}")
        #expect(run.exitCode == 0, "\(run.errors)")
        let lines = try inspected("1.png")
        #expect(lines.count { $0.hasPrefix("Seed: ") } == 1)
        #expect(lines.contains("Seed: 7"))
        #expect(lines.contains("Model: \(ToyModelFolder.name)"))
        #expect(lines.count { $0.hasPrefix("Prompt: ") } == 1)

        let sidecar = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: folder.path("all.json"))))
        #expect((sidecar as? [String: Any])?["prompt"] as? String == prompt)
        #expect((sidecar as? [String: Any])?["seed"] as? Int == 7)
    }

    @Test(
        "File names cannot be forged",
        arguments: [
            ("../../etc/passwd", "etc-passwd-7-"), ("/", "picture-7-"), ("..", "picture-7-"), ("{seed}{rank}{prompt}", "seed-rank-prompt-7-"),
            ("кот\nпёс", "кот-пёс-7-"), ("$(touch forged) `id`", "touch-forged-id-7-"), (".скрытый", "скрытый-7-"),
        ])
    func fileNames(prompt: String, stem: String) throws {
        #expect(try generate(prompt).exitCode == 0)
        #expect(try folder.names == [stem + "1.png", stem + "all.json", stem + "sheet.png"])
    }

    @Test("Control characters reach neither terminal nor file names", arguments: [["--quiet"], []])
    func controlCharacters(options: [String]) throws {
        let prompt = "кот\u{1B}[31m\u{7}\u{8}\u{7F}\u{1}\u{9B}2J"
        let run = try LubokRun(
            ["generate", prompt, "-n", "1", "--seed", "7", "--model", Fixtures.model.get().path, "-o", folder.path] + options)
        #expect(run.exitCode == 0, "\(run.errors)")
        let lines = try inspected("кот-31m-2j-7-1.png").joined()
        for text in [run.output, run.errors, lines] {
            #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
        }
    }
}
