import Foundation
import Images
import TestSupport
import Testing

@Suite("lubok generate", .serialized)
struct GenerateTests {
    private let folder: TemporaryFolder
    private let model: String

    init() throws {
        folder = try TemporaryFolder()
        model = try Fixtures.model.get().path
    }

    private func generate(
        _ prompt: String, _ options: String..., to name: String = "out", language: LubokRun.Language = .english
    ) throws -> LubokRun {
        try LubokRun(["generate", prompt, "--model", model, "-o", folder.path(name)] + options, language: language)
    }

    private func contents(of name: String, in output: String = "out") throws -> Data {
        try Data(contentsOf: URL(filePath: folder.path(output + "/" + name)))
    }

    private func names(in output: String = "out") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path(output)).sorted()
    }

    /// Greedy choice leaves nothing to chance: codes, perplexity, score and picture are those of the original programs.
    @Test func paintsWhatTheOriginalPaints() throws {
        let expected = try Fixtures.expected()
        let run = try generate(expected.text, "-n", "1", "--top-k", "1", "--precision", "float32", "--name", "{rank}", "--json")
        #expect(run.exitCode == 0, "\(run.errors)")
        let pictures = try #require(run.object()["pictures"] as? [[String: Any]])
        let picture = try #require(pictures.first)
        #expect((picture["codes"] as? [String: Any])?["codes"] as? [Int] == expected.codes)
        let perplexity = try #require(picture["perplexity"] as? Double)
        #expect(abs(perplexity - expected.ppl) <= expected.pplRtol * expected.ppl)
        let score = try #require(picture["score"] as? Double)
        #expect(abs(score - expected.clipScore) <= expected.atol)
        try expectEqualPictures(folder.path("out/1.png"), Fixtures.picture(), tolerance: expected.pixelAtol)
    }

    @Test func writesTheBestAContactSheetAndASidecar() throws {
        let run = try generate("кот", "-n", "3", "--keep", "2", "--seed", "7", "--grid", "2", "--name", "x-{seed}-{rank}")
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(run.errors.isEmpty)
        #expect(try names() == ["x-7-1.png", "x-7-2.png", "x-7-all.json", "x-7-sheet.png"])
        for name in ["x-7-1.png", "x-7-2.png", "x-7-sheet.png"] { #expect(run.output.contains(folder.path("out/" + name))) }
        #expect(run.output.contains("7"))

        let picture = try PNGReader.read(path: folder.path("out/x-7-1.png")).image
        let sheet = try PNGReader.read(path: folder.path("out/x-7-sheet.png")).image
        #expect((2 * picture.width..<3 * picture.width).contains(sheet.width))
        #expect((2 * picture.height..<4 * picture.height).contains(sheet.height))
    }

    @Test func namesFilesAfterPromptSeedAndRank() throws {
        #expect(try generate("Рыжий кот, синий фон!", "-n", "1", "--seed", "5").exitCode == 0)
        #expect(
            try names() == ["рыжий-кот-синий-фон-5-1.png", "рыжий-кот-синий-фон-5-all.json", "рыжий-кот-синий-фон-5-sheet.png"])
    }

    @Test func printsOneObjectThatTheDocumentationDescribes() throws {
        let run = try generate("кот", "-n", "2", "--seed", "7", "--name", "{rank}", "--json")
        #expect(run.exitCode == 0, "\(run.errors)")
        let object = try run.object()
        #expect(try DocumentedFormat.keyPaths(of: object) == DocumentedFormat.keyPaths(after: "## The sidecar"))
        #expect(try contents(of: "all.json") == Data(run.output.utf8))
        #expect(object["prompt"] as? String == "кот")
        #expect(object["seed"] as? Int == 7)
        #expect(object["candidates"] as? Int == 2)
        let pictures = try #require(object["pictures"] as? [[String: Any]])
        #expect(pictures.map { $0["rank"] as? Int } == [1, 2])
        #expect(pictures.map { $0["file"] as? String } == ["1.png", "2.png"])
        #expect(Set(pictures.map { $0["candidate"] as? Int }) == [0, 1])
        let scores = try pictures.map { try #require($0["score"] as? Double) }
        #expect(scores == scores.sorted(by: >))
    }

    @Test func withoutRankingOrdersByPerplexity() throws {
        let run = try generate("кот", "-n", "4", "--seed", "7", "--no-rank", "--json")
        #expect(run.exitCode == 0, "\(run.errors)")
        let pictures = try #require(run.object()["pictures"] as? [[String: Any]])
        #expect(pictures.count == 4 && pictures.allSatisfy { $0["score"] == nil })
        let perplexities = try pictures.map { try #require($0["perplexity"] as? Double) }
        #expect(perplexities == perplexities.sorted())
    }

    @Test func theSameSeedGivesTheSameBytes() throws {
        for (output, threads) in [("first", "1"), ("second", "2")] {
            let run = try generate("кот", "-n", "3", "--seed", "7", "--threads", threads, "--quiet", to: output)
            #expect(run.exitCode == 0 && run.output.isEmpty && run.errors.isEmpty, "\(run.errors)")
        }
        let files = try names(in: "first")
        #expect(files.count == 5)
        #expect(try names(in: "second") == files)
        for file in files { #expect(try contents(of: file, in: "first") == contents(of: file, in: "second"), "\(file)") }
    }

    @Test func otherSeedsAndGuidanceGiveOtherCodes() throws {
        func codes(_ options: [String], to output: String) throws -> [Int] {
            let run = try LubokRun(["generate", "кот", "--model", model, "-o", folder.path(output), "-n", "1", "--json"] + options)
            let pictures = try #require(run.object()["pictures"] as? [[String: Any]])
            return try #require((pictures.first?["codes"] as? [String: Any])?["codes"] as? [Int])
        }
        let seven = try codes(["--seed", "7"], to: "7")
        #expect(try codes(["--seed", "8"], to: "8") != seven)
        #expect(try codes(["--seed", "7", "--guidance", "4"], to: "guided") != seven)
    }

    @Test(arguments: [[], ["--seed", "-1"]]) func aRandomSeedIsSaidAndRepeats(options: [String]) throws {
        let first = try LubokRun(["generate", "кот", "--model", model, "-o", folder.path("first"), "-n", "1"] + options)
        let digits = try #require(first.outputLines.first).filter(\.isNumber)
        let second = try generate("кот", "-n", "1", "--seed", String(digits), to: "second")
        #expect(second.exitCode == 0)
        let files = try names(in: "first")
        #expect(try names(in: "second") == files)
        for file in files { #expect(try contents(of: file, in: "first") == contents(of: file, in: "second"), "\(file)") }
    }

    @Test func forceOverwrites() throws {
        #expect(try generate("кот", "-n", "1", "--seed", "7", "--name", "{rank}").exitCode == 0)
        let first = try contents(of: "1.png")
        #expect(try generate("кот", "-n", "1", "--seed", "8", "--name", "{rank}").exitCode == BadInput.cannotCreate)
        #expect(try contents(of: "1.png") == first)
        #expect(try generate("кот", "-n", "1", "--seed", "8", "--name", "{rank}", "--force").exitCode == 0)
        #expect(try contents(of: "1.png") != first)
        #expect(try names() == ["1.png", "all.json", "sheet.png"])
    }

    @Test("A prompt that is too long is cut, and that is said", arguments: LubokRun.Language.allCases)
    func longPrompt(language: LubokRun.Language) throws {
        let prompt = String(String(repeating: "a cat on a mat ", count: 7000).prefix(100_000))
        let run = try generate(prompt, "-n", "1", "--name", "{rank}", language: language)
        #expect(run.exitCode == 0)
        #expect(run.errorLines.count == 1, "\(run.errors)")
        let sidecar = try JSONSerialization.jsonObject(with: contents(of: "all.json")) as? [String: Any]
        let dropped = try #require(sidecar?["dropped_tokens"] as? Int)
        #expect(dropped > 1000)
        #expect(run.errors.contains("\(dropped)"))
        #expect(sidecar?["prompt"] as? String == prompt)
    }

    @Test func isInterruptedWithNothingWritten() throws {
        let output = folder.path("out")
        let run = try LubokRun(["generate", "кот", "-n", "1024", "--model", model, "-o", output]) { process in
            // The folder is made when all is ready; the pictures come seconds later.
            while process.isRunning, !FileManager.default.fileExists(atPath: output) { usleep(10_000) }
            usleep(200_000)
            process.interrupt()
        }
        #expect(run.exitCode == 75)
        #expect(run.errorLines.count == 1, "\(run.errors)")
        #expect(try names().isEmpty)
    }

    /// Where the repository's own model is found as a user finds it: by its default name.
    @Test func theShippedModelPaints() throws {
        let run = try LubokRun(
            ["generate", "рыжий кот на синем фоне", "-n", "2", "--keep", "1", "--seed", "7", "-o", folder.path("out"), "--json"],
            environment: ["LUBOK_MODELS": Fixtures.repository.appending(path: "Models").path(percentEncoded: false)])
        #expect(run.exitCode == 0, "\(run.errors)")
        let picture = try PNGReader.read(path: folder.path("out/рыжий-кот-на-синем-фоне-7-1.png")).image
        #expect(picture.width == 256 && picture.height == 256)
        let object = try run.object()
        #expect((object["model"] as? [String: Any])?["name"] as? String == "lissitzky")
        #expect(object["dropped_tokens"] as? Int == 0)
    }
}
