/// How much of a picture's border stays as it is: rows from the top and bottom, columns from the left and right, in cells.
public struct BorderCells: Sendable, Equatable, Codable {
    public var up: Int
    public var down: Int
    public var left: Int
    public var right: Int

    public init(up: Int = 0, down: Int = 0, left: Int = 0, right: Int = 0) {
        self.up = up
        self.down = down
        self.left = left
        self.right = right
    }

    /// Of a grid, in raster order, whether a cell belongs to the border.
    package func cells(width: Int, height: Int) -> [Bool] {
        (0..<width * height).map { place in
            let (row, column) = place.quotientAndRemainder(dividingBy: width)
            return row < up || row >= height - down || column < left || column >= width - right
        }
    }

    /// - Throws: `TextToImageError.borderTooLarge` where a side is wider than the grid, or less than nothing.
    func validate(width: Int, height: Int) throws(TextToImageError) {
        for (name, cells, limit) in [("up", up, height), ("down", down, height), ("left", left, width), ("right", right, width)] {
            guard cells >= 0, cells <= limit else { throw .borderTooLarge(side: name, cells: cells, limit: limit) }
        }
    }
}

extension BorderCells: CustomStringConvertible {
    /// As the command line takes it: `up=4,left=2`.
    public var description: String {
        let sides = [("up", up), ("down", down), ("left", left), ("right", right)].filter { $0.1 != 0 }
        return sides.isEmpty ? "up=0" : sides.map { "\($0)=\($1)" }.joined(separator: ",")
    }

    /// - Returns: nil where the text names a side twice, another side, or no whole number.
    public init?(_ text: String) {
        self.init()
        var named = Set<WritableKeyPath<BorderCells, Int>>()
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = part.split(separator: "=", omittingEmptySubsequences: false)
            guard pair.count == 2, let side = Self.side(pair[0]), let cells = Int(pair[1]), named.insert(side).inserted else { return nil }
            self[keyPath: side] = cells
        }
    }

    private static func side(_ name: Substring) -> WritableKeyPath<BorderCells, Int>? {
        switch name {
        case "up": \.up
        case "down": \.down
        case "left": \.left
        case "right": \.right
        default: nil
        }
    }
}
