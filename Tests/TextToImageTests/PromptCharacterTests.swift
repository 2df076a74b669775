import TestSupport
import Testing
import TextToImage

/// Characters that no command line can hold, and those that no picture of text can show.
@Suite struct PromptCharacterTests {
    private let toy: ToyModelFolder
    private let pipeline: TextToImagePipeline

    init() throws {
        toy = try ToyModelFolder(#require(GoldenCase.all(kind: "pipeline").first))
        pipeline = try TextToImagePipeline(folder: ModelFolder(path: toy.path))
    }

    @Test(arguments: ["кот\0пёс", "\0", "кот\0", "\u{1}\u{1F}\u{7F}\u{9F}", "кот\u{FFFE}\u{10FFFF}", "\u{202E}кот", "\u{301}"])
    func arePaintedAndRankedLikeAnyOther(prompt: String) throws {
        let request = GenerationRequest(prompt: prompt, candidates: 0..<1, seed: 7)
        let picture = try #require(try pipeline.pictures(for: request).first)
        #expect(try #require(picture.score).isFinite)
        #expect(try pipeline.tokenize(prompt).ids.count == pipeline.manifest.text.length)
    }

    @Test func aNULDoesNotEndAPrompt() throws {
        #expect(try pipeline.tokenize("кот\0пёс") != pipeline.tokenize("кот"))
        #expect(try pipeline.tokenize("кот\0пёс").ids != pipeline.tokenize("кот\0кот").ids)
    }

    @Test func aPromptOfAnyLengthIsCut() throws {
        let prompt = String(repeating: "рыжий кот ", count: 10_000)
        let read = try pipeline.tokenize(prompt)
        #expect(prompt.count == 100_000)
        #expect(read.ids.count == pipeline.manifest.text.length)
        #expect(read.droppedCount > 10_000)
        #expect(read.ids == (try pipeline.tokenize(String(prompt.prefix(1000)))).ids)
    }

    @Test(arguments: ["", " ", "\n\t\r\n", "\u{A0}\u{2003}"]) func anEmptyPromptIsRefused(prompt: String) {
        #expect(throws: TextToImageError.emptyPrompt) { try pipeline.tokenize(prompt) }
    }
}
