import Images
import Testing

@Suite struct PNGWriterTests {
    private static let texts = [
        PNGText(keyword: "parameters", text: "рыжий кот\nSteps: 1024, Seed: 7 😺"), PNGText(keyword: "empty one", text: ""),
    ]

    @Test(arguments: [Image.Channels.rgb, .rgba], [(1, 1), (37, 23), (256, 3)])
    func whatIsWrittenIsReadBack(channels: Image.Channels, size: (Int, Int)) throws {
        let image = Image.pattern(width: size.0, height: size.1, channels: channels)
        let file = try PNGReader.read(bytes: PNGWriter.encode(image, texts: Self.texts))
        #expect(file == PNGFile(image: image, texts: Self.texts))
    }

    @Test func theSamePictureGivesTheSameBytes() throws {
        let image = Image.pattern(width: 61, height: 40)
        #expect(try PNGWriter.encode(image, texts: Self.texts) == PNGWriter.encode(image, texts: Self.texts))
    }

    @Test func theFileHoldsNothingButSizeTextsAndPixels() throws {
        let bytes = try PNGWriter.encode(.pattern(width: 5, height: 4, channels: .rgba), texts: Self.texts)
        #expect(bytes.starts(with: PNGChunks.signature))
        let file = PNGChunks(bytes)
        #expect(file.bytes == bytes, "all checksums are right")
        #expect(file.chunks.map(\.name) == ["IHDR", "iTXt", "iTXt", "IDAT", "IEND"])
        #expect(file.chunks[0] == PNGChunks.header(width: 5, height: 4, colorType: 6))
        // Keyword, no compression, no language, no translated keyword, the text.
        #expect(file.chunks[1].data == Array("parameters\0\0\0\0\0\(Self.texts[0].text)".utf8))
    }

    @Test(arguments: [
        "", " parameters", "parameters ", "two  blanks", "параметры", "line\nfeed", String(repeating: "k", count: 80),
    ])
    func keywordsThatPNGForbidsAreRefused(keyword: String) {
        #expect(throws: ImageError.invalidKeyword(keyword)) {
            try PNGWriter.encode(.pattern(width: 1, height: 1), texts: [PNGText(keyword: keyword, text: "")])
        }
    }

    @Test func theLongestKeywordIsAllowed() throws {
        let text = PNGText(keyword: String(repeating: "k", count: 79), text: "t")
        let bytes = try PNGWriter.encode(.pattern(width: 1, height: 1), texts: [text])
        #expect(try PNGReader.read(bytes: bytes).texts == [text])
    }

    @Test func aTextWithANullIsRefused() {
        #expect(throws: ImageError.invalidText(keyword: "k")) {
            try PNGWriter.encode(.pattern(width: 1, height: 1), texts: [PNGText(keyword: "k", text: "a\0b")])
        }
    }

    @Test func aFileIsWrittenAndReadBack() throws {
        let folder = try TemporaryFolder()
        let image = Image.pattern(width: 20, height: 10)
        try PNGWriter.write(image, texts: Self.texts, to: folder.file("кот.png"))
        #expect(try PNGReader.read(path: folder.file("кот.png")) == PNGFile(image: image, texts: Self.texts))
        #expect(try folder.names == ["кот.png"])
    }
}
