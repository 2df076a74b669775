import Images

/// Puts what stays of a picture back into what was painted around it.
///
/// A cell that stays beside a painted one fades from the one into the other: an edge between the codec's pixels and the picture's own would be
/// seen. All others come back to the pixel.
struct KeptPixels {
    /// In raster order, whether a cell stays.
    let cells: [Bool]
    /// Cells in a row.
    let width: Int
    /// The side of a cell, in pixels.
    let pixelsPerCell: Int

    private static let around = [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)]

    /// - Parameters:
    ///   - original: RGB, as large as `painted`.
    func restored(from original: Image, in painted: Image) -> Image {
        var pixels = painted.pixels
        let steps = pixelsPerCell + 1
        for cell in cells.indices where cells[cell] {
            let (row, column) = cell.quotientAndRemainder(dividingBy: width)
            let painters = Self.around.filter { isPainted(row: row + $0.0, column: column + $0.1) }
            for y in 0..<pixelsPerCell {
                for x in 0..<pixelsPerCell {
                    let nearest = painters.map { max(distance(y, to: $0.0), distance(x, to: $0.1)) }.min() ?? steps
                    let first = ((row * pixelsPerCell + y) * painted.width + column * pixelsPerCell + x) * 3
                    for sample in first..<first + 3 {
                        let sum = Int(original.pixels[sample]) * nearest + Int(pixels[sample]) * (steps - nearest)
                        pixels[sample] = UInt8((sum + steps / 2) / steps)
                    }
                }
            }
        }
        return Image(width: painted.width, height: painted.height, pixels: pixels)
    }

    private func isPainted(row: Int, column: Int) -> Bool {
        row >= 0 && row < cells.count / width && column >= 0 && column < width && !cells[row * width + column]
    }

    /// From a pixel of a cell to the next cell in a direction, along one axis; 0 where the cell lies in the same row or column.
    private func distance(_ pixel: Int, to direction: Int) -> Int {
        switch direction {
        case -1: pixel + 1
        case 1: pixelsPerCell - pixel
        default: 0
        }
    }
}
