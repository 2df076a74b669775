import ForegroundSegmentation
import Foundation
import SuperResolution
import TestSupport
import Testing
import TextToImage

@Suite struct PromptBatchTests {
    private static let toy = Result { try ToyModelFolder(GoldenCase.all(kind: "pipeline")[0], upscalers: GoldenCase.upscalers()) }
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

    private func batch(_ text: String, _ change: (inout PromptSettings) -> Void = { _ in }) throws -> PromptBatch {
        var settings = PromptSettings(
            request: GenerationRequest(prompt: "", candidates: 0..<2, seed: 0), seed: nil, keep: 1, folder: folder.path)
        change(&settings)
        return try PromptBatch(PromptFile.entries(of: Array(text.utf8), named: "f"), settings: settings, pipeline: pipeline)
    }

    private func paint(_ text: String, _ change: (inout PromptSettings) -> Void = { _ in }) throws -> Outcome {
        let batch = try batch(text, change)
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
        let first = try paint("кот\nпёс\nкот\n") { $0.request.previewRows = 2 }
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
        let forced = try paint("{\"prompt\": \"кот\", \"seed\": 7}\n{\"prompt\": \"пёс\", \"seed\": 7}") { $0.overwrites = true }
        #expect(forced.made == [1, 2])
        #expect(try manifest.count == 2)
    }

    /// What a killed run was writing is one prompt's, and what was made is made once, however often it is named.
    @Test func noPromptTakesWhatAnotherHas() throws {
        #expect(try paint("кот").made == [1])
        let line = Data(try manifest[0].utf8)
        let lineFeed = Data("\n".utf8)
        // A kill in the middle of the first of two.
        try folder.write(Data(), to: "manifest.jsonl")
        try folder.write(line, to: ".lubok-unfinished")
        let begun = try paint("кот\nкот")
        #expect(begun.made == [1, 2] && Set(begun.seeds).count == 2)
        // A kill after the line of the first of two.
        try folder.write(line + lineFeed, to: "manifest.jsonl")
        try folder.write(line, to: ".lubok-unfinished")
        let written = try paint("кот\nкот")
        #expect(written.found == [1] && written.made == [2] && Set(written.seeds).count == 2)
        // A picture that was missing once.
        try folder.write(line + lineFeed + line + lineFeed, to: "manifest.jsonl")
        let again = try paint("кот\nкот")
        #expect(again.found == [1] && again.made == [2] && Set(again.seeds).count == 2)
    }

    @Test func whatNothingCanBePaintedWithTouchesNothing() throws {
        #expect(try paint("кот").made == [1])
        let before = try files()
        let side = pipeline.pictureSide
        #expect(throws: TextToImageError.sizeNotReachable(width: side + 1, height: side + 2, side: side, longest: 8 * side)) {
            try paint("кот") {
                $0.overwrites = true
                $0.request.shape = PictureShape(.pixels(width: side + 1, height: side + 2))
            }
        }
        let net = try upscaler().net
        let small = try Upscaler(net, tiling: Tiling(patch: 192, surroundings: 24, border: 15, maximumOutputPixels: side * side))
        #expect(throws: SuperResolutionError.self) {
            try paint("кот") {
                $0.overwrites = true
                $0.finish.upscaler = small
            }
        }
        #expect(try files() == before)
        let elsewhere = folder.path("elsewhere")
        #expect(throws: SuperResolutionError.self) {
            try paint("кот") {
                $0.folder = elsewhere
                $0.finish.upscaler = small
            }
        }
        #expect(!FileManager.default.fileExists(atPath: elsewhere))
    }

    /// Two methods of cutting out, and two sheets, have files of the same names.
    @Test func whatIsMadeOtherwiseIsNotFound() throws {
        let changes: [(inout PromptSettings) -> Void] = try [
            { $0.columns = 1 }, { $0.columns = 2 }, cuttingOut(.contour), cuttingOut(.auto),
        ]
        for change in changes {
            #expect(try paint("кот", change).made == [1])
            #expect(try paint("кот", change).found == [1])
        }
        #expect(try manifest.count { $0.contains("\"cutout\":\"contour\"") } == 1)
    }

    private func cuttingOut(_ choice: PictureCutter.Choice) throws -> (inout PromptSettings) -> Void {
        let cutter = try pipeline.cutter(choice)
        return { $0.finish.cutter = cutter }
    }

    private func upscaler() throws -> Upscaler {
        try pipeline.upscaler(scale: #require(pipeline.manifest.upscalers?.map(\.config.scale).min()))
    }

    @Test func finishingIsFollowedAndCanBeLeft() throws {
        struct Left: Error {}
        let upscaler = try upscaler()
        func batch() throws -> PromptBatch {
            try self.batch("кот") {
                $0.keep = 2
                $0.finish.upscaler = upscaler
            }
        }
        let left = try batch()
        // The first picture stands, the second does not.
        #expect(throws: Left.self) {
            while try left.next(finishing: { done, total in if 2 * done > total { throw Left() } }) != nil {}
        }
        #expect(try folder.names.isEmpty)
        let whole = try batch()
        var steps = [Int]()
        while try whole.next(finishing: { done, total in
            steps.append(done)
            #expect(done <= total)
        }) != nil {}
        #expect(steps.count >= 2 && steps == Array(1...steps.count))
        #expect(try folder.names.count == 5)
    }

    @Test func aPreviewThatAKillLeftIsReplacedAndNoOtherFile() throws {
        let (line, name) = ("{\"prompt\": \"кот\", \"seed\": 7}", "кот-7-preview.png")
        let killed = try batch(line) { $0.request.previewRows = 1 }
        var preview: Data?
        while preview == nil, let event = try killed.next() {
            if case .advanced(.preview) = event { preview = try Data(contentsOf: URL(filePath: folder.path(name))) }
        }
        killed.stop()
        let mine = try #require(preview)
        try folder.write(Data("mine".utf8), to: name)
        #expect(try paint(line) { $0.request.previewRows = 1 }.failed == [1])
        #expect(try files()[name] == Data("mine".utf8))
        try folder.write(mine, to: name)
        #expect(try paint(line) { $0.request.previewRows = 1 }.made == [1])
        #expect(try files()[name] == nil)
    }

    @Test func aManifestOfSomethingElseIsNotTouched() throws {
        try folder.write(Data("{}\n".utf8), to: "manifest.jsonl")
        let reason = "it says nothing of a prompt that was painted"
        #expect(throws: TextToImageError.badLine(path: folder.path("manifest.jsonl"), line: 1, reason: reason)) { try paint("кот") }
        #expect(try files() == ["manifest.jsonl": Data("{}\n".utf8)])
    }
}
