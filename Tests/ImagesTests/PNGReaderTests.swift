import Foundation
import Images
import Testing

@Suite struct PNGReaderTests {
    struct Decoding: Decodable {
        struct Case: Decodable {
            let file: String
            let channels: Int
            let pixels: Data
        }

        let width: Int
        let height: Int
        let cases: [Case]
    }

    @Test func everyColorTypeComesOutAsInPillow() throws {
        let decoding = try Fixture.decoded(Decoding.self, from: "decoding.json")
        #expect(decoding.cases.count == 22)
        for expected in decoding.cases {
            let image = try PNGReader.read(path: Fixture.path(expected.file)).image
            #expect(image.width == decoding.width && image.height == decoding.height, "\(expected.file)")
            #expect(image.channelCount == expected.channels, "\(expected.file)")
            #expect(image.pixels == [UInt8](expected.pixels), "\(expected.file)")
        }
    }

    @Test func textsAreReadInTheirEncodings() throws {
        let file = try PNGReader.read(path: Fixture.path("texts.png"))
        #expect(
            file.texts == [
                PNGText(keyword: "Title", text: "café ±2"),
                PNGText(keyword: "Comment", text: String(repeating: "squeezed ", count: 40)),
                PNGText(keyword: "parameters", text: "рыжий кот\nSteps: 1024"),
                PNGText(keyword: "workflow", text: String(repeating: "кот ", count: 50)),
            ])
        #expect(file.text(for: "parameters") == "рыжий кот\nSteps: 1024")
        #expect(file.text(for: "absent") == nil)
    }

    @Test func textsAfterThePixelsAreRead() throws {
        var file = PNGChunks(try Fixture.bytes("rgb-8.png"))
        file.chunks.insert(.init(name: "tEXt", data: Array("Author\0nobody".utf8)), at: file.chunks.count - 1)
        #expect(try PNGReader.read(bytes: file.bytes).texts == [PNGText(keyword: "Author", text: "nobody")])
    }

    @Test func textThatIsNoUTF8IsRepaired() throws {
        var file = PNGChunks(try Fixture.bytes("rgb-8.png"))
        file.chunks.insert(.init(name: "iTXt", data: Array("k\0\0\0\0\0a".utf8) + [0xFF, 0x62]), at: 1)
        #expect(try PNGReader.read(bytes: file.bytes).texts == [PNGText(keyword: "k", text: "a\u{FFFD}b")])
    }

    @Test func dataAfterTheEndAreIgnored() throws {
        let bytes = try Fixture.bytes("rgb-8.png")
        #expect(try PNGReader.read(bytes: bytes + [1, 2, 3]) == PNGReader.read(bytes: bytes))
    }

    @Test func aProfileThatIsNonsenseIsNotLookedAt() throws {
        var file = PNGChunks(try Fixture.bytes("rgb-8.png"))
        let image = try PNGReader.read(bytes: file.bytes).image
        file.chunks.insert(.init(name: "iCCP", data: Array("profile\0\0nonsense".utf8)), at: 1)
        #expect(try PNGReader.read(bytes: file.bytes).image == image)
    }

    @Test func aPaletteIndexPastTheEndIsBlack() throws {
        var file = PNGChunks(try Fixture.bytes("palette-2.png"))
        let palette = try #require(file.chunks.firstIndex { $0.name == "PLTE" })
        let whole = try PNGReader.read(bytes: file.bytes).image
        file.chunks[palette].data.removeLast(3)
        let lastColor = Array(PNGChunks(try Fixture.bytes("palette-2.png")).chunks[palette].data.suffix(3))
        let short = try PNGReader.read(bytes: file.bytes).image
        for y in 0..<whole.height {
            for x in 0..<whole.width {
                #expect(short.pixel(x, y) == (whole.pixel(x, y) == lastColor ? [0, 0, 0] : whole.pixel(x, y)))
            }
        }
    }
}
