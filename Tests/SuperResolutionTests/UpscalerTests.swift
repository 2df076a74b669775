import Images
import SuperResolution
import TestSupport
import Tensors
import Testing

@Suite struct UpscalerTests {
    private static func net(scale: Int) throws -> RRDBNet {
        try RandomNet(RRDBNetConfig(scale: scale, features: 6, blocks: 1, growth: 4)).net()
    }

    private static func picture(_ width: Int, _ height: Int, _ channels: Image.Channels = .rgb) -> Image {
        Image(
            width: width, height: height, channels: channels,
            pixels: (0..<width * height * channels.rawValue).map { (index: Int) -> UInt8 in UInt8(truncatingIfNeeded: index * 41 ^ index >> 3) })
    }

    @Test(arguments: RRDBNetConfig.scales, [[1, 1], [1, 9], [13, 1], [7, 5], [40, 3]])
    func picturesOfAnySize(scale: Int, size: [Int]) throws {
        let upscaler = try Upscaler(Self.net(scale: scale), tiling: Tiling(patch: 12, surroundings: 3, border: 5))
        var tiles: [[Int]] = []
        let enlarged = try upscaler(Self.picture(size[0], size[1])) { tiles.append([$0, $1]) }
        #expect(enlarged.width == size[0] * scale && enlarged.height == size[1] * scale && enlarged.channels == .rgb)
        #expect(tiles.map { $0[0] } == Array(1...tiles.count) && tiles.allSatisfy { $0[1] == tiles.count })
        let alone = try upscaler(Self.picture(size[0], size[1]), on: ComputePool(threads: 1))
        #expect(alone == enlarged)
    }

    /// A tile's pixels are those of the net on what the tile reads.
    @Test func tilesArePutTogether() throws {
        let net = try Self.net(scale: 4)
        let picture = Self.picture(9, 6)
        let one = try Upscaler(net, tiling: Tiling(patch: 9, surroundings: 0, border: 0))(picture)
        // Without border or surroundings, and extended by its last line, the picture itself is what the net reads.
        var pixels = picture.pixels
        for _ in 0..<3 { pixels += picture.pixels.suffix(9 * 3) }
        let extended = Image(width: 9, height: 9, pixels: pixels)
        let several = try Upscaler(net, tiling: Tiling(patch: 9, surroundings: 0, border: 0))(extended)
        #expect(one.pixels == Array(several.pixels.prefix(one.pixels.count)))
        let tiled = try Upscaler(net, tiling: Tiling(patch: 3, surroundings: 1, border: 2))(picture)
        #expect(tiled.width == one.width && tiled.height == one.height && tiled != one)
    }

    @Test func alphaIsDropped() throws {
        let upscaler = try Upscaler(Self.net(scale: 2), tiling: Tiling(patch: 8, surroundings: 2, border: 3))
        let picture = Self.picture(5, 7, .rgba)
        #expect(try upscaler(picture) == upscaler(picture.droppingAlpha()))
    }

    @Test func largePicturesAreRefusedBeforeAnythingIsComputed() throws {
        let upscaler = try Upscaler(Self.net(scale: 2), tiling: Tiling(patch: 8, surroundings: 2, border: 3, maximumOutputPixels: 400))
        #expect(throws: SuperResolutionError.outputTooLarge(width: 22, height: 20, limit: 400)) {
            try upscaler(Self.picture(11, 10)) { _, _ in Issue.record("a tile was computed") }
        }
        _ = try upscaler(Self.picture(10, 10))
        for (width, height) in [(Int.max, 1), (1, Int.max), (Int.max, Int.max)] {
            #expect(throws: SuperResolutionError.self) { try upscaler.check(width: width, height: height) }
        }
    }

    @Test func progressEndsTheCall() throws {
        struct Enough: Error {}
        let upscaler = try Upscaler(Self.net(scale: 2), tiling: Tiling(patch: 4, surroundings: 1, border: 0))
        var calls = 0
        #expect(throws: Enough.self) {
            try upscaler(Self.picture(16, 16)) { _, _ in
                calls += 1
                throw Enough()
            }
        }
        #expect(calls == 1)
    }

    @Test func tilesAreWholeSquares() throws {
        let tiling = try Tiling(patch: 7, surroundings: 1, border: 0)
        #expect(throws: SuperResolutionError.self) { try Upscaler(Self.net(scale: 2), tiling: tiling) }
        _ = try Upscaler(Self.net(scale: 4), tiling: tiling)
    }
}
