import Images
import Testing

@Suite struct ContactSheetTests {
    private static let gray = RGBColor(red: 9, green: 9, blue: 9)

    @Test func tilesAreCentredInAGridInReadingOrder() throws {
        let colors = (1...5).map { RGBColor(red: UInt8($0 * 40), green: 0, blue: 0) }
        let sizes = [(10, 8), (4, 8), (10, 2), (3, 3), (10, 8)]
        let tiles = zip(colors, sizes).map { color, size in
            ContactSheet.Tile(image: Image(width: size.0, height: size.1, filledWith: color))
        }
        let sheet = try ContactSheet(margin: 2, background: Self.gray).image(of: tiles)
        #expect(sheet.width == 3 * 12 + 2 && sheet.height == 2 * 10 + 2)
        var expected = Image(width: 38, height: 22, filledWith: Self.gray)
        expected.paste(tiles[0].image, left: 2, top: 2)
        expected.paste(tiles[1].image, left: 17, top: 2)
        expected.paste(tiles[2].image, left: 26, top: 5)
        expected.paste(tiles[3].image, left: 5, top: 14)
        expected.paste(tiles[4].image, left: 14, top: 12)
        #expect(sheet == expected)
    }

    @Test(arguments: [
        (1, nil, 1, 1), (2, nil, 2, 1), (8, nil, 3, 3), (9, nil, 3, 3), (10, nil, 4, 3), (5, 2, 2, 3), (2, 7, 2, 1),
    ] as [(Int, Int?, Int, Int)])
    func theGridHasAsManyColumnsAsAskedForOrIsAlmostSquare(tileCount: Int, columns: Int?, across: Int, down: Int) throws {
        let tile = ContactSheet.Tile(image: .pattern(width: 5, height: 3))
        let sheet = try ContactSheet(columns: columns, margin: 1).image(of: Array(repeating: tile, count: tileCount))
        #expect(sheet.width == across * 6 + 1 && sheet.height == down * 4 + 1)
    }

    @Test func theLabelStandsBelowInTheMiddle() throws {
        let tile = ContactSheet.Tile(image: Image(width: 21, height: 2, filledWith: Self.gray), rank: 17)
        let sheet = try ContactSheet(margin: 1).image(of: [tile])
        let drawn = (0..<sheet.height).map { y in
            String((0..<sheet.width).map { x in
                switch sheet.pixel(x, y) {
                case [0, 0, 0]: "#"
                case [255, 255, 255]: "."
                default: "o"
                }
            })
        }
        #expect(
            drawn == [
                ".......................",
                ".ooooooooooooooooooooo.",
                ".ooooooooooooooooooooo.",
                ".......................",
                ".......................",
                ".......................",
                "....#.#....#...#####...",
                "....#.#...##.......#...",
                "...#####...#......#....",
                "....#.#....#.....#.....",
                "...#####...#....#......",
                "....#.#....#....#......",
                "....#.#...###...#......",
                ".......................",
            ])
    }

    @Test(arguments: [
        (nil, nil, ""), (3, nil, "#3"), (nil, 0.25, "0.250"), (12, -1.0006, "#12 -1.001"), (1, -0.0001, "#1 0.000"),
        (1, 999.9996, "#1 1000.000"), (1, .nan, "#1 -"), (1, -.infinity, "#1 -"), (nil, 1e300, "-"),
    ] as [(Int?, Double?, String)])
    func labelsNameRankAndScore(rank: Int?, score: Double?, label: String) throws {
        let tile = ContactSheet.Tile(image: .pattern(width: 1, height: 1), rank: rank, score: score)
        #expect(tile.label == label)
        _ = try ContactSheet().image(of: [tile])
    }

    @Test func aSmallTileGivesWayToItsLabel() throws {
        let tile = ContactSheet.Tile(image: Image(width: 2, height: 2, filledWith: Self.gray), rank: 10)
        #expect(try ContactSheet(margin: 0).image(of: [tile]).width == 17)
    }

    @Test func largeTilesHaveLargeLabels() throws {
        let tile = ContactSheet.Tile(image: Image(width: 512, height: 512, filledWith: Self.gray), rank: 1)
        #expect(try ContactSheet(margin: 0).image(of: [tile]).height == 512 + 4 * (3 + 7))
    }

    @Test func transparentTilesShowTheBackground() throws {
        let tile = ContactSheet.Tile(image: Image(width: 1, height: 1, channels: .rgba, pixels: [1, 2, 3, 0]))
        #expect(try ContactSheet(margin: 0, background: Self.gray).image(of: [tile]).pixels == [9, 9, 9])
    }

    @Test func aSheetBeyondTheLimitIsRefused() {
        let tile = ContactSheet.Tile(image: .pattern(width: 10, height: 10))
        #expect(throws: ImageError.sheetTooLarge(width: 20, height: 20, limit: 399)) {
            try ContactSheet(margin: 0, maximumPixelCount: 399).image(of: [tile, tile, tile, tile])
        }
    }
}
