/// The codes of a picture: one for each cell, in raster order.
public struct CodeGrid: Sendable, Equatable {
    /// The most cells of a grid: at 8 pixels a cell a picture of 4 megapixels, whose decoding takes some gigabytes.
    public static let maximumCells = 1 << 16

    /// Cells in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// Row by row from the top, each from the left.
    public let codes: [Int32]

    /// - Throws: `gridSizeOutOfRange`, `codeCountMismatch`. Whether the codes are in a codebook shows when they are decoded.
    public init(width: Int, height: Int, codes: [Int32]) throws(ImageCodecError) {
        try Self.check(width: width, height: height)
        guard codes.count == width * height else {
            throw .codeCountMismatch(width: width, height: height, codes: codes.count)
        }
        self.width = width
        self.height = height
        self.codes = codes
    }

    /// The code of a cell, counted from the top left.
    public subscript(row row: Int, column column: Int) -> Int32 {
        precondition(row >= 0 && row < height && column >= 0 && column < width, "cell \(row), \(column) of \(height) × \(width)")
        return codes[row * width + column]
    }

    /// - Throws: `gridSizeOutOfRange`.
    static func check(width: Int, height: Int) throws(ImageCodecError) {
        let cells = width.multipliedReportingOverflow(by: height)
        guard width > 0, height > 0, !cells.overflow, cells.partialValue <= maximumCells else {
            throw .gridSizeOutOfRange(width: width, height: height, maximumCells: maximumCells)
        }
    }
}
