import Tensors
import Testing
import TokenTransformer

/// Key runs against masks made from the definition, key by key.
@Suite struct AttentionPatternTests {
    static let sides = [1, 2, 3, 5, 6, 8, 10, 11, 12, 13, 17, 32]

    @Test(arguments: sides) func rowsMatchTheMask(side: Int) {
        compare(.row, side: side) { query, key in query - key <= side }
    }

    @Test(arguments: sides) func columnsMatchTheMask(side: Int) {
        compare(.column, side: side) { query, key in (query - key) % side == 0 }
    }

    @Test(arguments: sides) func clampedNeighbourhoodsMatchTheMask(side: Int) {
        compare(.neighbourhood, border: .clamped, side: side) { query, key in
            abs(query / side - key / side) <= 5 && abs(query % side - key % side) <= 5
        }
    }

    @Test(arguments: sides) func wrappedNeighbourhoodsMatchTheMask(side: Int) {
        compare(.neighbourhood, border: .wrapped, side: side) { query, key in
            let near = { (a: Int, b: Int) in (-5...5).contains { (a + $0 + 5 * side) % side == b } }
            return near(query / side, key / side) && near(query % side, key % side)
        }
    }

    @Test func releasedModelsReadFewKeys() {
        let counts = { (pattern: AttentionPattern, border: NeighbourhoodBorder) in
            (0..<1024).map { pattern.keyRuns(from: $0, gridSide: 32, border: border).reduce(0) { $0 + $1.count } }.max()
        }
        #expect(counts(.row, .clamped) == 33)
        #expect(counts(.column, .clamped) == 32)
        #expect(counts(.neighbourhood, .clamped) == 61)
        #expect(counts(.neighbourhood, .wrapped) == 121)
    }

    @Test func layersTakeTheirPatterns() {
        let patterns = { (layers: Int) in (0..<layers).map { AttentionPattern.of(layer: $0, of: layers) } }
        #expect(patterns(1) == [.neighbourhood])
        #expect(patterns(3) == [.row, .column, .neighbourhood])
        // The sixth layer is the last and a column layer: column wins.
        #expect(patterns(6) == [.row, .column, .row, .row, .row, .column])
        #expect(patterns(8) == [.row, .column, .row, .row, .row, .column, .row, .neighbourhood])
    }

    /// Every query of a grid, with causality added to the mask.
    private func compare(
        _ pattern: AttentionPattern, border: NeighbourhoodBorder = .clamped, side: Int, mask: (Int, Int) -> Bool
    ) {
        for query in 0..<side * side {
            let runs = pattern.keyRuns(from: query, gridSide: side, border: border)
            let keys = runs.flatMap { run in (0..<run.count).map { run.start + $0 * run.stride } }
            #expect(keys == (0...query).filter { mask(query, $0) }, "query \(query)")
        }
    }
}
