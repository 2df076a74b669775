import Tensors

/// Which earlier image positions an image position looks at; it sees all of the text whatever the pattern.
///
/// Positions count from the end of `textLength` in raster order over a square grid.
public enum AttentionPattern: Sendable, Equatable, CaseIterable {
    /// As many positions before it as a row has: a window that crosses the ends of rows.
    case row
    /// The positions above it in its column.
    case column
    /// The earlier positions of an 11 × 11 square around it.
    case neighbourhood

    /// The distance, in cells, from the middle of the neighbourhood's square to its edge.
    private static let neighbourhoodRadius = 5

    /// The pattern of one layer of a stack. A column layer in the last place stays one.
    public static func of(layer: Int, of layers: Int) -> AttentionPattern {
        if (layer - 1) % 4 == 0 { return .column }
        return layer == layers - 1 ? .neighbourhood : .row
    }

    /// The image positions, itself included, that `position` looks at: ascending runs that do not overlap.
    public func keyRuns(from position: Int, gridSide: Int, border: NeighbourhoodBorder) -> [KeyRun] {
        precondition(position >= 0 && position < gridSide * gridSide, "position \(position) of a grid of side \(gridSide)")
        let (row, column) = position.quotientAndRemainder(dividingBy: gridSide)
        switch self {
        case .row:
            let first = max(0, position - gridSide)
            return [KeyRun(start: first, count: position - first + 1)]
        case .column:
            return [KeyRun(start: column, count: row + 1, stride: gridSide)]
        case .neighbourhood:
            let rows = Self.neighbours(of: row, count: gridSide, border: border)
            let columns = Self.neighbours(of: column, count: gridSide, border: border)
            return rows.joined().filter { $0 <= row }.flatMap { keyRow in
                columns.compactMap { columns in
                    let end = keyRow < row ? columns.upperBound : min(columns.upperBound, column + 1)
                    guard end > columns.lowerBound else { return nil }
                    return KeyRun(start: keyRow * gridSide + columns.lowerBound, count: end - columns.lowerBound)
                }
            }
        }
    }

    /// The indices of `0 ..< count` within the radius of `centre`, ascending.
    private static func neighbours(of centre: Int, count: Int, border: NeighbourhoodBorder) -> [Range<Int>] {
        let (first, end) = (centre - neighbourhoodRadius, centre + neighbourhoodRadius + 1)
        switch border {
        case .clamped:
            return [max(first, 0)..<min(end, count)]
        case .wrapped:
            if end - first >= count { return [0..<count] }
            if first < 0 { return [0..<end, first + count..<count] }
            if end > count { return [0..<end - count, first..<count] }
            return [first..<end]
        }
    }
}
