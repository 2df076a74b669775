import CKernels
import Tensors

/// One convolution of a dense block in progress: it transforms what the one before it made, and multiplies all that has been transformed.
/// Holds no reference, so that threads that share it do not also share a count of references.
struct DenseProducts {
    let grid: DenseGrid
    /// What has not been transformed yet.
    let source: BorderedPicture.Pixels
    /// Where the source's channels go among the transformed ones.
    let place: Int
    /// Transformed channels that the convolution reads, the source's being the last.
    let channels: Int
    /// The grid's ring.
    let ring: UnsafeMutableRawPointer
    let panels: PackedWeights.Panels
    let bias: UnsafePointer<Float>
    let outputs: Int
    /// What negative outputs are multiplied by.
    let negativeSlope: Float
    let accumulates: Bool
    let target: BorderedPicture.Pixels
    /// Where a copy of the source is put.
    let copy: BorderedPicture.Pixels?
    /// What the target becomes once the outputs are in it: this, plus itself times the scale.
    let joined: (picture: BorderedPicture.Pixels, scale: Float)?

    /// Panels whose products are transformed back before the next ones are computed.
    private var panelsOfGroup: Int { min(TileProducts.panelsOfGroup, panels.count) }
    private var groupWidth: Int { panelsOfGroup * PackedWeights.panelWidth }

    /// The products of some tiles with a group of panels: `[16][tiles][groupWidth]`.
    private func products(tiles: Int) -> LubokTiles {
        LubokTiles(
            points: 4, tiles: tiles, channels: groupWidth, tile_stride: groupWidth,
            point_stride: tiles * groupWidth + TileProducts.spacingBytes / MemoryLayout<Float>.stride)
    }

    /// Floats that `compute` needs.
    var scratchCount: Int { 16 * products(tiles: grid.mostTilesOfBlock).point_stride }

    /// A block of the grid, on the calling thread.
    func compute(row: Int, block: Int, scratch: UnsafeMutablePointer<Float>) {
        let tiles = grid.tiles(row: row, block: block)
        let transformed = ring + grid.place(row: row, block: block)
        transform(tiles.rows, tiles.columns, into: transformed)
        if let copy {
            forEachLine(tiles.rows, tiles.columns) { line, column, pixels in
                copy.pixel(line: line, column: column).update(
                    from: source.pixel(line: line, column: column), count: pixels * source.channels)
            }
        }
        multiply(tiles.rows, tiles.columns, transformed, into: scratch)
        if let joined {
            forEachLine(tiles.rows, tiles.columns) { line, column, pixels in
                let (values, others) = (target.pixel(line: line, column: column), joined.picture.pixel(line: line, column: column))
                for index in 0..<pixels * target.channels { values[index] = others[index] + joined.scale * values[index] }
            }
        }
    }

    /// The pixels of some tiles that are in the picture.
    private func forEachLine(_ rows: Range<Int>, _ columns: Range<Int>, _ body: (_ line: Int, _ column: Int, _ pixels: Int) -> Void) {
        let (first, end) = (2 * columns.lowerBound, min(2 * columns.upperBound, grid.width))
        for line in 2 * rows.lowerBound..<min(2 * rows.upperBound, grid.height) { body(line, first, end - first) }
    }

    private func transform(_ rows: Range<Int>, _ columns: Range<Int>, into transformed: UnsafeMutableRawPointer) {
        var tiles = grid.transformed
        tiles.tiles = columns.count
        tiles.channels = source.channels
        withUnsafeTemporaryAllocation(of: UnsafePointer<Float>?.self, capacity: 4) { lines in
            for row in rows {
                for line in 0..<4 {
                    lines[line] = UnsafePointer(source.pixel(line: 2 * row - 1 + line, column: 2 * columns.lowerBound - 1))
                }
                let element = (row - rows.lowerBound) * columns.count * tiles.tile_stride + place
                Kernels.active.pointee.pictures.pointee.tile_inputs(
                    lines.baseAddress, panels.precision, &tiles, transformed + element * panels.precision.elementBytes)
            }
        }
    }

    private func multiply(
        _ rows: Range<Int>, _ columns: Range<Int>, _ transformed: UnsafeRawPointer, into scratch: UnsafeMutablePointer<Float>
    ) {
        var tiles = grid.transformed
        tiles.tiles = rows.count * columns.count
        tiles.channels = channels
        var multiplied = products(tiles: tiles.tiles)
        for firstPanel in stride(from: 0, to: panels.count, by: panelsOfGroup) {
            var weights = panels.tileWeights(firstPanel..<min(firstPanel + panelsOfGroup, panels.count))
            Kernels.active.pointee.pictures.pointee.tile_products(transformed, &tiles, &weights, scratch, &multiplied)
            transformBack(scratch, multiplied, rows, columns, firstOutput: firstPanel * PackedWeights.panelWidth)
        }
    }

    private func transformBack(
        _ products: UnsafePointer<Float>, _ multiplied: LubokTiles, _ rows: Range<Int>, _ columns: Range<Int>, firstOutput: Int
    ) {
        var tiles = multiplied
        tiles.tiles = columns.count
        tiles.channels = min(groupWidth, outputs - firstOutput)
        var output = LubokTileOutput()
        output.pixel_stride = target.channels
        output.line_stride = target.lineStride
        output.columns = min(2 * columns.count, grid.width - 2 * columns.lowerBound)
        output.bias = bias + firstOutput
        output.negative_slope = negativeSlope
        output.accumulates = accumulates
        for row in rows {
            output.pixels = target.pixel(line: 2 * row, column: 2 * columns.lowerBound) + firstOutput
            output.lines = min(2, grid.height - 2 * row)
            Kernels.active.pointee.pictures.pointee.tile_outputs(
                products + (row - rows.lowerBound) * columns.count * groupWidth, &tiles, &output)
        }
    }
}
