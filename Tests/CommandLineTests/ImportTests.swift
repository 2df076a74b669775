import Foundation
import TestSupport
import Testing

@Suite("lubok model import, pull, remove", .serialized)
struct ImportTests {
    private let home: TemporaryFolder
    private let files: ReleasedFiles

    init() throws {
        home = try TemporaryFolder()
        files = try ReleasedFiles(Fixtures.golden.get())
    }

    private var environment: [String: String] { ["XDG_DATA_HOME": home.path("data"), "HF_HOME": home.path("hub"), "HF_TOKEN": ""] }

    private func expectPaints(_ model: String) throws {
        let run = try LubokRun(
            ["generate", Fixtures.expected().text, "-n", "1", "--top-k", "1", "--top-p", "1", "--model", model, "--json", "-o", home.path("out"), "--force"],
            environment: environment)
        #expect(run.exitCode == 0, "\(run.errors)")
        let pictures = try #require(try run.object()["pictures"] as? [[String: Any]])
        #expect(try (pictures[0]["codes"] as? [String: Any])?["codes"] as? [Int] == Fixtures.expected().codes)
    }

    @Test func anImportedModelIsAModelLikeAnyOther() throws {
        let run = try LubokRun(
            ["model", "import"] + files.all + ["--heads", "\(files.heads)", "--precision", "float32", "--as", "мой"], environment: environment)
        #expect(run.exitCode == 0, "\(run.errors)")
        let path = home.path("data/lubok/models/мой")
        #expect(run.outputLines.last == Substring(path))
        for file in files.all { #expect(run.output.contains(file + ": ")) }
        #expect(run.output.contains("rules \(files.rules) by its mask"))
        #expect(try LubokRun(["model", "list"], environment: environment).outputLines.contains("мой\t\(path)"))
        #expect(try LubokRun(["model", "show", "мой"], environment: environment).output.contains("see where the files came from"))
        #expect(try LubokRun(["model", "verify", "мой"], environment: environment).exitCode == 0)
        try expectPaints("мой")

        let removal = try LubokRun(["model", "remove", "мой"], environment: environment)
        #expect(removal.exitCode == 0 && removal.output == path + "\n", "\(removal.errors)")
        #expect(try !LubokRun(["model", "list"], environment: environment).output.contains("мой"))
    }

    @Test func aPulledModelToo() throws {
        func contents(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }
        let ruclip = "ai-forever/ruclip-vit-base-patch32-384/"
        let transformer = "sberbank-ai/rudalle-Malevich/pytorch_model_v3.bin"
        let hub = try LoopbackHub(
            files: [
                transformer: contents(files.transformer), "shonenkov/rudalle-utils/bpe.model": contents(files.vocabulary),
                "sberbank-ai/rudalle-utils/vqgan.gumbelf8-sber-dwt.model.ckpt": contents(files.codec),
                ruclip + "config.json": contents(files.matcher[0]), ruclip + "bpe.model": contents(files.matcher[1]),
                ruclip + "pytorch_model.bin": contents(files.matcher[2]),
            ], plan: [transformer: ["large": true, "cuts": [100_000]]])
        let arguments = ["model", "pull", "malevich", "--heads", "\(files.heads)", "--precision", "float32"]
        let online = environment.merging(["HF_ENDPOINT": hub.endpoint]) { $1 }
        let run = try LubokRun(arguments, environment: online)
        #expect(run.exitCode == 0, "\(run.errors)")
        let show = try LubokRun(["model", "show", "malevich"], environment: environment).output
        #expect(show.contains("ruDALL-E Malevich") && show.contains("\(transformer), \(LoopbackHub.commit)"))
        try expectPaints("malevich")
        #expect(try LubokRun(arguments, environment: online).exitCode == BadInput.cannotCreate)

        // What is on the machine needs no hub.
        let offline = environment.merging(["HF_HUB_OFFLINE": "1"]) { $1 }
        #expect(try LubokRun(arguments + ["--as", "again"], environment: offline).exitCode == 0)
        let missing = try LubokRun(["model", "pull", "emojich"], environment: offline)
        #expect(missing.exitCode == BadInput.noInput && missing.errorLines.count == 1, "\(missing.errors)")
        #expect(missing.errors.contains("rudalle-Emojich"))
    }

    @Test func anInterruptedPullSaysThatItGoesOn() throws {
        let busy = try LoopbackHub(files: [:], plan: ["shonenkov/rudalle-utils/bpe.model": ["statuses": [503], "retry_after": "60"]])
        let run = try LubokRun(["model", "pull", "malevich"], environment: environment.merging(["HF_ENDPOINT": busy.endpoint]) { $1 }) { process in
            while process.isRunning, (try? busy.requests.isEmpty) != false { usleep(10_000) }
            process.interrupt()
        }
        #expect(run.exitCode == 75)
        #expect(run.errors == "Interrupted; what was fetched is kept, and the same command goes on from there.\n")
    }

    @Test(arguments: LubokRun.Language.allCases) func aGatedModelIsNamedAsOne(language: LubokRun.Language) throws {
        func contents(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }
        let gated = "sberbank-ai/rudalle-Kandinsky/pytorch_model.bin"
        let hub = try LoopbackHub(
            files: [
                "shonenkov/rudalle-utils/bpe.model": contents(files.vocabulary),
                "sberbank-ai/rudalle-utils/vqgan.gumbelf8-sber-dwt.model.ckpt": contents(files.codec),
            ], plan: [gated: ["statuses": [403]]])
        let run = try LubokRun(
            ["model", "pull", "kandinsky", "--matcher", "none"], language: language,
            environment: environment.merging(["HF_ENDPOINT": hub.endpoint]) { $1 })
        #expect(run.exitCode == BadInput.noInput && run.output.isEmpty && run.errorLines.count == 1, "\(run.errors)")
        #expect(run.errors.contains(gated) && run.errors.contains("HF_TOKEN"))
        #expect(try home.names.contains("data") == false)
    }
}
