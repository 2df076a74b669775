import Foundation
import TestSupport
import Testing
import TextToImage

@Suite struct PromptBatchTests {
    private static let toy = Result { try ToyModelFolder(GoldenCase.all(kind: "pipeline")[0]) }
    private let pipeline: TextToImagePipeline
    private let folder: TemporaryFolder

    init() throws {
        pipeline = try TextToImagePipeline(folder: ModelFolder(path: Self.toy.get().path))
        folder = try TemporaryFolder()
    }

    private struct Outcome: Equatable {
        var made: [Int] = []
        var found: [Int] = []
        var failed: [Int] = []
        var seeds: [UInt64] = []
    }

    private func paint(_ text: String, overwrites: Bool = false, previewRows: Int? = nil) throws -> Outcome {
        let settings = PromptSettings(
            request: GenerationRequest(prompt: "", candidates: 0..<2, seed: 0, previewRows: previewRows), seed: nil, keep: 1, folder: folder.path,
            overwrites: overwrites)
        let batch = try PromptBatch(PromptFile.entries(of: Array(text.utf8), named: "f"), settings: settings, pipeline: pipeline)
        var outcome = Outcome()
        while let event = try batch.next() {
            switch event {
            case .made(let result, _):
                outcome.made.append(result.line)
                outcome.seeds.append(result.seed)
                // Its line stands in the manifest by now, and nothing is left of writing it.
                #expect(try manifest.count { $0.contains("\"seed\":\(result.seed)") } >= 1)
                #expect(try folder.names.allSatisfy { !$0.hasPrefix(".lubok") && !$0.contains("preview") })
            case .found(let result):
                outcome.found.append(result.line)
                outcome.seeds.append(result.seed)
            case .failed(let entry, _): outcome.failed.append(entry.line)
            case .started, .advanced: break
            }
        }
        return outcome
    }

    private var manifest: [Substring] {
        get throws { try String(contentsOfFile: folder.path("manifest.jsonl"), encoding: .utf8).split(separator: "\n") }
    }

    private func files() throws -> [String: Data] {
        try folder.names.reduce(into: [:]) { $0[$1] = try Data(contentsOf: URL(filePath: folder.path($1))) }
    }

    @Test func whatIsThereIsFound() throws {
        let first = try paint("кот\nпёс\nкот\n", previewRows: 2)
        #expect(first.made == [1, 2, 3] && Set(first.seeds).count == 3)
        let before = try files()
        #expect(before.count == 3 * 3 + 1)
        // Lines may move, and others come in between.
        let second = try paint("\nпёс\nлиса\nкот\nкот\n")
        #expect(second.made == [3] && second.found == [2, 4, 5] && second.failed == [1])
        #expect(try manifest.count == 4)
        for (name, data) in try files() where name != "manifest.jsonl" { #expect(before[name] == nil || before[name] == data) }
    }

    @Test func whatIsMissingIsPaintedAgain() throws {
        let first = try paint("кот\nпёс")
        let before = try files()
        let picture = try #require(before.keys.first { $0.hasPrefix("пёс") && $0.hasSuffix("-1.png") })
        try FileManager.default.removeItem(atPath: folder.path(picture))
        let second = try paint("кот\nпёс")
        #expect(second.found == [1] && second.made == [2] && second.seeds == first.seeds)
        #expect(try files().filter { $0.key != "manifest.jsonl" } == before.filter { $0.key != "manifest.jsonl" })
        // Other settings are another picture.
        #expect(try paint("{\"prompt\": \"кот\", \"temperature\": 0.5}").made == [1])
    }

    /// After each point at which a kill can come, the next run ends with the same files.
    @Test func aKillLeavesWhatCanBeGoneOnFrom() throws {
        let first = try paint("кот\nпёс")
        let before = try files()
        let lines = try manifest
        let last = lines[1]
        let sidecar = try #require(before.keys.first { $0.hasPrefix("пёс") && $0.hasSuffix(".json") })
        func expectRecovery() throws {
            let again = try paint("кот\nпёс")
            #expect(again.seeds == first.seeds && again.failed.isEmpty)
            #expect(try files() == before)
        }
        // In the middle of the last line of the manifest, all files written.
        for length in [1, last.utf8.count / 2, last.utf8.count] {
            try folder.write(Data((lines[0] + "\n").utf8) + Data(last.utf8).prefix(length), to: "manifest.jsonl")
            try folder.write(Data(last.utf8), to: ".lubok-unfinished")
            try expectRecovery()
        }
        // Between two files.
        try folder.write(Data((lines[0] + "\n").utf8), to: "manifest.jsonl")
        try folder.write(Data(last.utf8), to: ".lubok-unfinished")
        try FileManager.default.removeItem(atPath: folder.path(sidecar))
        try expectRecovery()
        // After the line, before the note is taken away.
        try folder.write(Data(last.utf8), to: ".lubok-unfinished")
        #expect(try paint("кот\nпёс").found == [1, 2])
    }

    @Test func strangersFilesStay() throws {
        try folder.write(Data("mine".utf8), to: "кот-7-1.png")
        let outcome = try paint("{\"prompt\": \"кот\", \"seed\": 7}\n{\"prompt\": \"пёс\", \"seed\": 7}")
        #expect(outcome.failed == [1] && outcome.made == [2])
        #expect(try files()["кот-7-1.png"] == Data("mine".utf8))
        let forced = try paint("{\"prompt\": \"кот\", \"seed\": 7}\n{\"prompt\": \"пёс\", \"seed\": 7}", overwrites: true)
        #expect(forced.made == [1, 2])
        #expect(try manifest.count == 2)
    }

    @Test func aManifestOfSomethingElseIsNotTouched() throws {
        try folder.write(Data("{}\n".utf8), to: "manifest.jsonl")
        let reason = "it says nothing of a prompt that was painted"
        #expect(throws: TextToImageError.badLine(path: folder.path("manifest.jsonl"), line: 1, reason: reason)) { try paint("кот") }
        #expect(try files() == ["manifest.jsonl": Data("{}\n".utf8)])
    }
}
