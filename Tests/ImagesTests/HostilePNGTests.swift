import Foundation
import Images
import Testing

/// Files that ask for too much, end too early or lie.
@Suite struct HostilePNGTests {
    private static func error(_ bytes: [UInt8], limits: PNGLimits = .standard) -> ImageError? {
        do throws(ImageError) {
            _ = try PNGReader.read(bytes: bytes, name: "f", limits: limits)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [(60_000, 60_000), (0xFFFF_FFFF, 0xFFFF_FFFF), (1, 0xFFFF_FFFF), (8192, 8193)])
    func tooManyPixelsAreRefusedBeforeDecoding(width: Int, height: Int) {
        let file = PNGChunks([PNGChunks.header(width: width, height: height), .init(name: "IEND", data: [])])
        var error: ImageError?
        let duration = ContinuousClock().measure { error = Self.error(file.bytes) }
        #expect(error == .tooManyPixels(file: "f", width: width, height: height, limit: 8192 * 8192))
        #expect(duration < .seconds(1))
    }

    @Test func theLimitItselfIsAllowed() throws {
        let bytes = try Fixture.bytes("rgb-8.png")
        #expect(Self.error(bytes, limits: PNGLimits(maximumPixelCount: 13 * 9)) == nil)
        #expect(
            Self.error(bytes, limits: PNGLimits(maximumPixelCount: 13 * 9 - 1))
                == .tooManyPixels(file: "f", width: 13, height: 9, limit: 116))
        #expect(Self.error(bytes, limits: PNGLimits(maximumFileBytes: bytes.count)) == nil)
        #expect(
            Self.error(bytes, limits: PNGLimits(maximumFileBytes: bytes.count - 1))
                == .fileTooLarge(file: "f", byteCount: bytes.count, limit: bytes.count - 1))
    }

    @Test func aPictureTooLargeForItsFileIsRefusedBeforeDecoding() throws {
        var file = PNGChunks(try Fixture.bytes("rgb-8.png"))
        file.chunks[0] = PNGChunks.header(width: 8000, height: 8000)
        #expect(Self.error(file.bytes) == .truncated(file: "f", byteOffset: file.bytes.count))
    }

    @Test func rowsTooWideForTheWorkingMemoryAreRefused() throws {
        var file = PNGChunks(try Fixture.bytes("rgba-8.png"))
        file.chunks[0] = PNGChunks.header(width: 60_000_000, height: 1, bitDepth: 16, colorType: 6)
        file.chunks.append(.init(name: "junk", data: [UInt8](repeating: 0, count: 1 << 20)))
        guard case .workingMemoryExceeded(file: "f", limit: 64 << 20, _) = Self.error(file.bytes) else {
            Issue.record("\(String(describing: Self.error(file.bytes)))")
            return
        }
    }

    @Test(arguments: ["rgb-8.png", "palette-transparent.png", "rgba-16-interlaced.png", "texts.png"])
    func everyTruncationIsAnError(name: String) throws {
        let bytes = try Fixture.bytes(name)
        for count in 0..<bytes.count {
            let expected: ImageError = count == 0 ? .notPNG(file: "f") : .truncated(file: "f", byteOffset: count)
            #expect(Self.error(Array(bytes.prefix(count))) == expected)
        }
    }

    @Test(arguments: ["rgb-8.png", "palette-transparent.png", "rgba-16-interlaced.png", "texts.png", "rgb-gamma.png"])
    func everyChangedByteIsAnError(name: String) throws {
        let bytes = try Fixture.bytes(name)
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0x10
            #expect(Self.error(changed) != nil, "byte \(index)")
        }
    }

    @Test func aWrongChecksumIsNamedWithItsPlace() throws {
        var bytes = try Fixture.bytes("rgb-8.png")
        let firstChunkEnd = 8 + 4 + 4 + 13 + 4
        bytes[firstChunkEnd - 1] ^= 1
        guard case .malformed(file: "f", let reason, byteOffset: firstChunkEnd) = Self.error(bytes) else {
            Issue.record("\(String(describing: Self.error(bytes)))")
            return
        }
        #expect(reason.contains("CRC") && reason.contains("IHDR"))
    }

    @Test func tooFewRowsAreAnError() throws {
        var file = PNGChunks(try Fixture.bytes("rgb-8.png"))
        file.chunks[0] = PNGChunks.header(width: 13, height: 10)
        guard case .malformed = Self.error(file.bytes) else {
            Issue.record("\(String(describing: Self.error(file.bytes)))")
            return
        }
    }

    @Test func aCompressedTextBeyondTheLimitIsRefused() throws {
        let bomb = try Fixture.bytes("text-of-16-MiB.png")
        guard case .malformed(file: "f", _, _) = Self.error(bomb) else {
            Issue.record("\(String(describing: Self.error(bomb)))")
            return
        }
        let generous = PNGLimits(maximumWorkingBytes: 128 << 20, maximumChunkBytes: 32 << 20)
        #expect(try PNGReader.read(bytes: bomb, limits: generous).texts.first?.text.utf8.count == 16 << 20)
    }

    @Test func manyCompressedTextsTogetherAreRefused() throws {
        var file = PNGChunks(try Fixture.bytes("text-of-4-MiB.png"))
        let text = try #require(file.chunks.first { $0.name == "zTXt" })
        file.chunks.insert(contentsOf: repeatElement(text, count: 30), at: 1)
        guard case .workingMemoryExceeded(file: "f", limit: 64 << 20, _) = Self.error(file.bytes) else {
            Issue.record("\(String(describing: Self.error(file.bytes)))")
            return
        }
    }

    /// A colour profile may be compressed as a text may: this one would take 16 MiB, if anybody wanted it.
    @Test func aCompressedProfileIsNotInflated() throws {
        var file = PNGChunks(try Fixture.bytes("text-of-16-MiB.png"))
        let text = try #require(file.chunks.firstIndex { $0.name == "zTXt" })
        file.chunks[text] = .init(name: "iCCP", data: file.chunks[text].data)
        let limits = PNGLimits(maximumWorkingBytes: 1 << 20)
        #expect(try PNGReader.read(bytes: file.bytes, limits: limits).texts.isEmpty)
    }

    @Test func whatIsNoPNGIsSaid() {
        #expect(Self.error(Array("GIF89a, not PNG at all, but long enough".utf8)) == .notPNG(file: "f"))
        #expect(Self.error([]) == .notPNG(file: "f"))
        let withoutHeader = PNGChunks([.init(name: "tEXt", data: Array("k\0text that is long enough".utf8))])
        #expect(
            Self.error(withoutHeader.bytes)
                == .malformed(file: "f", reason: "the first chunk is not IHDR", byteOffset: 16))
    }

    @Test(arguments: ["palette-4.png", "rgb-8.png", "rgba-16-interlaced.png", "texts.png", "palette-transparent.png"])
    func forgedChunksWithRightChecksumsNeverCrash(name: String) throws {
        let sound = PNGChunks(try Fixture.bytes(name))
        var generator = SplitMix64(seed: 7)
        let limits = PNGLimits(maximumPixelCount: 1 << 20)
        for _ in 0..<1500 {
            var forged = sound
            for _ in 0...Int.random(in: 0..<3, using: &generator) {
                let chunk = Int.random(in: 0..<forged.chunks.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: forged.chunks.swapAt(chunk, Int.random(in: 0..<forged.chunks.count, using: &generator))
                case 1: forged.chunks.insert(forged.chunks[chunk], at: chunk)
                default:
                    guard let index = forged.chunks[chunk].data.indices.randomElement(using: &generator) else { break }
                    forged.chunks[chunk].data[index] = .random(in: 0...255, using: &generator)
                }
            }
            if let image = try? PNGReader.read(bytes: forged.bytes, limits: limits).image {
                #expect(image.pixels.count == image.width * image.height * image.channelCount)
            }
        }
    }
}

/// Steele, Lea and Flood: Fast splittable pseudorandom number generators, 2014. Makes the forgeries repeatable.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
