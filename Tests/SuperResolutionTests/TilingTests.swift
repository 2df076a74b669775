import SuperResolution
import Testing

@Suite struct TilingTests {
    private struct Case: CustomStringConvertible {
        let side, patch, surroundings, border: Int
        var description: String { "\(side) in patches of \(patch), \(surroundings) around, border of \(border)" }
    }

    private static let cases = [
        Case(side: 1, patch: 192, surroundings: 24, border: 15), Case(side: 58, patch: 192, surroundings: 24, border: 15),
        Case(side: 170, patch: 192, surroundings: 24, border: 15), Case(side: 256, patch: 192, surroundings: 24, border: 15),
        Case(side: 46, patch: 32, surroundings: 2, border: 15), Case(side: 2, patch: 4, surroundings: 3, border: 9),
        Case(side: 7, patch: 3, surroundings: 0, border: 0), Case(side: 5, patch: 1, surroundings: 1, border: 2),
        Case(side: 3, patch: 4, surroundings: 6, border: 15),
    ]

    /// The peer's steps one after another: border, extension to a multiple of the patch, surroundings, tiles, pixels put together.
    @Test(arguments: cases.indices) func agreesWithTheStepsOneAfterAnother(index: Int) throws {
        let sizes = Self.cases[index]
        let (side, patch, surroundings, border) = (sizes.side, sizes.patch, sizes.surroundings, sizes.border)
        let tiling = try Tiling(patch: patch, surroundings: surroundings, border: border)
        var line = Array(0..<side)
        // numpy's `symmetric` mirrors what it has until there is enough.
        for distance in 0..<border { line.insert(mirrored(distance, side), at: 0) }
        for distance in 0..<border { line.append(side - 1 - mirrored(distance, side)) }
        let bordered = line.count
        while line.count % patch != 0 { line.append(line[bordered - 1]) }
        let tileCount = line.count / patch
        let (first, last) = (line[0], line[line.count - 1])
        for _ in 0..<surroundings {
            line.insert(first, at: 0)
            line.append(last)
        }

        var shown: [Int] = []
        for tile in 0..<tileCount {
            guard tiling.tiles(alongSide: side).contains(tile) else {
                #expect(tiling.pixels(ofTile: tile, alongSide: side).isEmpty, "\(Self.cases[index]), tile \(tile) is needed")
                continue
            }
            let sources = tiling.sources(ofTile: tile, alongSide: side)
            #expect(sources == Array(line[(tile * patch)...].prefix(tiling.tileSide)), "\(Self.cases[index]), tile \(tile)")
            let pixels = tiling.pixels(ofTile: tile, alongSide: side)
            #expect(!pixels.isEmpty)
            shown += pixels
            // What the tile makes of its own pixels is where the pixels are.
            for pixel in pixels { #expect(sources[pixel + border - tile * patch + surroundings] == pixel) }
        }
        #expect(shown == Array(0..<side))
    }

    /// The pixel `distance` places outside of the first one, counted from 0.
    private func mirrored(_ distance: Int, _ side: Int) -> Int {
        distance / side % 2 == 0 ? distance % side : side - 1 - distance % side
    }

    @Test func refusesSizesThatNoTileHas() {
        #expect(throws: SuperResolutionError.self) { try Tiling(patch: 0, surroundings: 1, border: 1) }
        #expect(throws: SuperResolutionError.self) { try Tiling(patch: 8, surroundings: -1, border: 1) }
        #expect(throws: SuperResolutionError.self) { try Tiling(patch: 8, surroundings: 1, border: .max) }
        #expect(throws: SuperResolutionError.self) { try Tiling(patch: 8, surroundings: 1, border: 1, maximumOutputPixels: 0) }
    }
}
