import Foundation
import Images
import TestSupport
import Testing

@Suite("lubok generate --prompt-file, --rank-by, --preview-every", .serialized)
struct PromptFileTests {
    private let folder: TemporaryFolder
    private let model: String

    init() throws {
        folder = try TemporaryFolder()
        model = try Fixtures.model.get().path
    }

    private func paint(
        _ prompts: String, _ options: String..., language: LubokRun.Language = .english, whileRunning action: (Process) throws -> Void = { _ in }
    ) throws -> LubokRun {
        let file = try folder.write(Data(prompts.utf8), to: "prompts")
        return try LubokRun(
            ["generate", "--prompt-file", file, "--model", model, "-o", folder.path("out"), "-n", "2"] + options, language: language,
            whileRunning: action)
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path("out")).sorted()
    }

    private func manifest() throws -> [[String: Any]] {
        try String(contentsOfFile: folder.path("out/manifest.jsonl"), encoding: .utf8).split(separator: "\n").map { line in
            try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    @Test func paintsTheDocumentedFileAndWritesTheDocumentedManifest() throws {
        let run = try paint(DocumentedFormat.example(after: "## A file of prompts"), "--json")
        #expect(run.exitCode == 0, "\(run.errors)")
        let entry = try #require(manifest().first)
        #expect(DocumentedFormat.keyPaths(of: entry) == (try DocumentedFormat.keyPaths(after: "## The manifest of a file of prompts")))
        #expect(entry["candidates"] as? Int == 4 && entry["seed"] as? Int == 7)
        #expect((entry["sampling"] as? [String: Any])?["top_k"] as? Int == 512)
        #expect(try names() == ((entry["files"] as? [String] ?? []) + ["manifest.jsonl"]).sorted())
        // The prompt's pictures are those of the same request alone.
        let alone = try LubokRun([
            "generate", "рыжий кот", "--model", model, "-o", folder.path("alone"), "-n", "4", "--keep", "2", "--seed", "7", "--temperature", "0.9",
            "--top-k", "512", "--top-p", "0.98", "--name", "кот-{seed}-{rank}",
        ])
        #expect(alone.exitCode == 0, "\(alone.errors)")
        for name in entry["files"] as? [String] ?? [] {
            let (here, there) = try (
                Data(contentsOf: URL(filePath: folder.path("out/\(name)"))), Data(contentsOf: URL(filePath: folder.path("alone/\(name)"))))
            #expect(here == there, "\(name)")
        }
    }

    @Test(arguments: LubokRun.Language.allCases) func aPromptThatFailsStopsNoOther(language: LubokRun.Language) throws {
        let long = String(repeating: "a cat on a mat ", count: 1000)
        let run = try paint("кот\n\n\(long)\n", "--json", language: language)
        #expect(run.exitCode == BadInput.badData)
        let lines = run.errorLines
        #expect(lines.count == 2, "\(run.errors)")
        #expect(lines.contains { $0.contains("2") && $0.contains(language == .english ? "The prompt is empty." : "Описание пустое.") })
        let object = try run.object()
        #expect((object["made"] as? [[String: Any]])?.map { $0["line"] as? Int } == [1, 3])
        let documented = try DocumentedFormat.keyPaths(after: "lubok generate --prompt-file … --json")
        let failed: [String: Any] = ["format": 1, "made": [], "found": [], "failed": object["failed"] ?? []]
        #expect(DocumentedFormat.keyPaths(of: failed) == documented)

        let again = try paint("кот\n\n\(long)\n", language: language)
        #expect(again.exitCode == BadInput.badData && again.outputLines.count == 1 && again.output.contains("2"), "\(again.output)")
        #expect(try manifest().count == 2)
    }

    @Test func linesDecideHowManyAreKeptAndEmptyOnesStopNoOther() throws {
        let lines = "{\"prompt\": \"кот\", \"candidates\": 4}\n{\"prompt\": \"\"}\n{\"prompt\": \"пёс\"}\n{\"prompt\": \" \"}\n"
        let run = try paint(lines, "--seed", "7", "--keep", "3", "--json")
        #expect(run.exitCode == BadInput.badData && run.errorLines.count == 2, "\(run.errors)")
        #expect(try manifest().map { ($0["files"] as? [String])?.count } == [3 + 2, 2 + 2])
    }

    @Test func goesOnAfterAnInterruption() throws {
        let prompts = (1...40).map { "кот номер \($0)\n" }.joined()
        let run = try paint(prompts, "-n", "16") { process in
            // The first prompt stands, the others follow.
            while process.isRunning, !FileManager.default.fileExists(atPath: folder.path("out/manifest.jsonl")) { usleep(5000) }
            usleep(50_000)
            process.interrupt()
        }
        #expect(run.exitCode == 75)
        #expect(run.errorLines.count == 1, "\(run.errors)")
        let made = try manifest()
        #expect((1..<40).contains(made.count))
        #expect(run.errors.contains("\(made.count)"))
        #expect(try names() == (made.flatMap { $0["files"] as? [String] ?? [] } + ["manifest.jsonl"]).sorted())

        let rest = try paint(prompts, "-n", "16", "--quiet")
        #expect(rest.exitCode == 0 && rest.output.isEmpty && rest.errors.isEmpty, "\(rest.errors)")
        #expect(try manifest().map { $0["prompt"] as? String } == (1...40).map { "кот номер \($0)" })
    }

    @Test func ranksByBoth() throws {
        let run = try LubokRun(["generate", "кот", "-n", "4", "--seed", "7", "--rank-by", "both", "--model", model, "-o", folder.path("out"), "--json"])
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(try run.object()["ranked_by"] as? String == "both")
        let said = try LubokRun(["generate", "кот", "-n", "1", "--seed", "8", "--rank-by", "both", "--model", model, "-o", folder.path("out")])
        #expect(said.output.contains("score") && said.output.contains("perplexity"))
    }

    @Test func showsPreviewsWhileItDraws() throws {
        let sheet = folder.path("out/preview.png")
        var seen: Image?
        let run = try LubokRun([
            "generate", "кот", "-n", "32", "--seed", "7", "--preview-every", "1", "--name", "{rank}", "--model", model, "-o", folder.path("out"),
        ]) { process in
            while process.isRunning, seen == nil { seen = try? PNGReader.read(path: sheet).image }
        }
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(try #require(seen).width > 6 * PNGReader.read(path: folder.path("out/1.png")).image.width)
        #expect(!FileManager.default.fileExists(atPath: sheet))
        #expect(try names().count == 34)
    }
}
