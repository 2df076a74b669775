import CKernels
import Tensors

/// One Winograd convolution in progress: what it reads and writes, and the way from the lines of a picture to the outputs of its tiles.
struct TileProducts {
    /// Points of a tile's transform in each direction.
    let points: Int
    let input: PictureLines
    let panels: PackedWeights.Panels
    let plan: TilePlan
    let bias: UnsafePointer<Float>?
    /// What negative outputs are multiplied by.
    let negativeSlope: Float
    let accumulates: Bool
    /// `[pictures, height, width, outputs]`
    let output: UnsafeMutablePointer<Float>
    let height: Int
    let width: Int
    let outputs: Int
    /// Of each block.
    let moments: ChannelMoments.Parts

    /// Panels whose products are transformed back before the next ones are computed, so that they stay in the nearest cache.
    static let panelsOfGroup = 4
    static let groupWidth = panelsOfGroup * PackedWeights.panelWidth
    /// Between the points of a block: places a power of two apart would share a few lines of the cache.
    static let spacingBytes = 64

    /// Pixels from a tile to the next: two, or one where each pixel stands for two.
    private var step: Int { points - 2 }
    /// Prepared lines in memory: those of a block. The next block goes on with the last two.
    private var ringLines: Int { plan.rowsOfBlock * step + 2 }
    private var ringColumns: Int { plan.columnsOfStrip * step + 2 }
    private var mostTiles: Int { plan.rowsOfBlock * plan.columnsOfStrip }

    private func bytes(of tiles: LubokTiles, element: Int) -> Int {
        points * points * tiles.point_stride * element
    }

    /// Memory that `compute` needs.
    var scratchBytes: Int {
        ringLines * ringColumns * input.channels * MemoryLayout<Float>.stride
            + bytes(of: products(tiles: mostTiles), element: MemoryLayout<Float>.stride)
            + bytes(of: transformed(tiles: mostTiles), element: panels.precision.elementBytes)
    }

    /// The transformed inputs `[points²][tiles][channels]`.
    private func transformed(tiles: Int) -> LubokTiles {
        LubokTiles(
            points: points, tiles: tiles, channels: input.channels, tile_stride: input.channels,
            point_stride: tiles * input.channels + Self.spacingBytes / panels.precision.elementBytes)
    }

    /// Their products with the weights of a group of outputs `[points²][tiles][groupWidth]`.
    private func products(tiles: Int) -> LubokTiles {
        LubokTiles(
            points: points, tiles: tiles, channels: Self.groupWidth, tile_stride: Self.groupWidth,
            point_stride: tiles * Self.groupWidth + Self.spacingBytes / MemoryLayout<Float>.stride)
    }

    /// A task of the plan, on the calling thread.
    func compute(_ task: TilePlan.Task, scratch: UnsafeMutableRawPointer) {
        let ring = scratch.assumingMemoryBound(to: Float.self)
        let products = ring + ringLines * ringColumns * input.channels
        let transformed = UnsafeMutableRawPointer(
            products + points * points * self.products(tiles: mostTiles).point_stride)
        var nextLine = task.rows.lowerBound * step
        for firstRow in stride(from: task.rows.lowerBound, to: task.rows.upperBound, by: plan.rowsOfBlock) {
            let rows = firstRow..<min(firstRow + plan.rowsOfBlock, task.rows.upperBound)
            let lines = nextLine..<rows.upperBound * step + 2
            prepare(lines, of: task, into: ring)
            nextLine = lines.upperBound
            transform(rows, of: task, ring, into: transformed)
            multiply(rows, of: task, transformed, into: products)
        }
    }

    /// Lines counted from the border above the picture, each in its place of the ring.
    private func prepare(_ lines: Range<Int>, of task: TilePlan.Task, into ring: UnsafeMutablePointer<Float>) {
        let columns = task.columns.lowerBound * step - 1..<task.columns.upperBound * step + 1
        for line in lines {
            input.prepare(
                picture: task.picture, line: line - 1, columns: columns, precision: LUBOK_FLOAT32,
                into: ring + line % ringLines * ringColumns * input.channels)
        }
    }

    private func transform(
        _ rows: Range<Int>, of task: TilePlan.Task, _ ring: UnsafePointer<Float>, into transformed: UnsafeMutableRawPointer
    ) {
        var tiles = self.transformed(tiles: rows.count * task.columns.count)
        tiles.tiles = task.columns.count
        withUnsafeTemporaryAllocation(of: UnsafePointer<Float>?.self, capacity: points) { lines in
            for row in rows {
                for line in 0..<points { lines[line] = ring + (row * step + line) % ringLines * ringColumns * input.channels }
                Kernels.active.pointee.pictures.pointee.tile_inputs(
                    lines.baseAddress, panels.precision, &tiles,
                    transformed + (row - rows.lowerBound) * task.columns.count * input.channels * panels.precision.elementBytes)
            }
        }
    }

    private func multiply(
        _ rows: Range<Int>, of task: TilePlan.Task, _ transformed: UnsafeRawPointer, into products: UnsafeMutablePointer<Float>
    ) {
        var tiles = self.transformed(tiles: rows.count * task.columns.count)
        var multiplied = self.products(tiles: tiles.tiles)
        for group in task.groups {
            var weights = panels.tileWeights(group * Self.panelsOfGroup..<min((group + 1) * Self.panelsOfGroup, panels.count))
            Kernels.active.pointee.pictures.pointee.tile_products(transformed, &tiles, &weights, products, &multiplied)
            transformBack(products, multiplied, rows, of: task, firstOutput: group * Self.groupWidth)
        }
    }

    private func transformBack(
        _ products: UnsafePointer<Float>, _ multiplied: LubokTiles, _ rows: Range<Int>, of task: TilePlan.Task, firstOutput: Int
    ) {
        var tiles = multiplied
        tiles.tiles = task.columns.count
        tiles.channels = min(Self.groupWidth, outputs - firstOutput)
        var target = LubokTileOutput()
        target.pixel_stride = outputs
        target.line_stride = width * outputs
        target.columns = min(2 * task.columns.count, width - 2 * task.columns.lowerBound)
        target.bias = bias.map { $0 + firstOutput }
        target.negative_slope = negativeSlope
        target.accumulates = accumulates
        let part = moments.part(plan.block(row: rows.lowerBound, column: task.columns.lowerBound), picture: task.picture)
        for row in rows {
            target.pixels =
                output + ((task.picture * height + 2 * row) * width + 2 * task.columns.lowerBound) * outputs + firstOutput
            target.lines = min(2, height - 2 * row)
            Kernels.active.pointee.pictures.pointee.tile_outputs(
                products + (row - rows.lowerBound) * task.columns.count * Self.groupWidth, &tiles, &target)
            for line in 0..<target.lines {
                Kernels.active.pointee.pictures.pointee.moments(
                    target.pixels + line * target.line_stride, target.columns, outputs, tiles.channels, part.sums + firstOutput,
                    part.squares + firstOutput)
            }
        }
    }
}
