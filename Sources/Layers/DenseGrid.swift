import CKernels
import Tensors

/// How the tiles of 2 × 2 pixels of a picture are divided for dense blocks: into blocks that are worth fetching weights for, rows of blocks, and
/// bands of rows. What is computed for a tile does not depend on the division.
///
/// The convolutions of a dense block go down the picture together, band by band, each a row of blocks behind the one before it, since that is
/// as far as it looks. So what has been transformed is needed again before it has left the caches, and its memory is a ring of rows.
struct DenseGrid {
    let height: Int
    let width: Int
    /// Rows of blocks.
    let rowCount: Int
    /// Blocks of a row.
    let blocksOfRow: Int
    /// Rows of a band.
    let rowsOfBand: Int
    /// Rows of the ring: those of a band, and those that the last convolution is behind the first.
    let rowsOfRing: Int
    private let rowsOfBlock: Int
    private let columnsOfBlock: Int
    private let rows: Int
    private let columns: Int
    private let channels: Int
    private let elementBytes: Int

    /// Memory of the ring, about: a part of the last-level cache.
    private static let bytesOfRing = 1 << 23
    /// Fewer leave too little to do between two waits of the threads for one another.
    private static let fewestRowsOfBand = 4

    init(height: Int, width: Int, shape: DenseShape) {
        self.height = height
        self.width = width
        rows = (height + 1) / 2
        columns = (width + 1) / 2
        (rowsOfBlock, columnsOfBlock) = TilePlan.blockSize(rows: rows, columns: columns)
        rowCount = (rows + rowsOfBlock - 1) / rowsOfBlock
        blocksOfRow = (columns + columnsOfBlock - 1) / columnsOfBlock
        channels = shape.place(ofSource: shape.convolutions)
        elementBytes = shape.precision.kernel.elementBytes
        let behind = shape.convolutions - 1
        let bytesOfRow = 16 * rowsOfBlock * columns * channels * elementBytes
        rowsOfBand = min(max(Self.bytesOfRing / bytesOfRow - behind, Self.fewestRowsOfBand), rowCount)
        rowsOfRing = rowsOfBand + behind
    }

    /// The rows that a convolution computes in the band that begins with row `first`; none where it has not come so far, or is done.
    func rows(ofConvolution convolution: Int, bandFrom first: Int) -> Range<Int> {
        let lower = max(first - convolution, 0)
        return lower..<max(min(first - convolution + rowsOfBand, rowCount), lower)
    }

    /// The tiles of a block.
    func tiles(row: Int, block: Int) -> (rows: Range<Int>, columns: Range<Int>) {
        (
            row * rowsOfBlock..<min((row + 1) * rowsOfBlock, rows),
            block * columnsOfBlock..<min((block + 1) * columnsOfBlock, columns)
        )
    }

    var mostTilesOfBlock: Int { rowsOfBlock * columnsOfBlock }

    /// The transformed sources of a block: `[16][tiles][channels]`.
    var transformed: LubokTiles {
        LubokTiles(
            points: 4, tiles: mostTilesOfBlock, channels: channels, tile_stride: channels,
            point_stride: mostTilesOfBlock * channels + TileProducts.spacingBytes / elementBytes)
    }

    private var bytesOfBlock: Int { 16 * transformed.point_stride * elementBytes }

    var bytesOfRing: Int { rowsOfRing * blocksOfRow * bytesOfBlock }

    /// Where the transformed sources of a block lie, in bytes.
    func place(row: Int, block: Int) -> Int { (row % rowsOfRing * blocksOfRow + block) * bytesOfBlock }
}
