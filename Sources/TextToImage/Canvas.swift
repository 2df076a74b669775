/// The cells of a picture of any size, and the windows through which a model that knows squares only paints it.
///
/// Cells are numbered in the order in which they are painted. A window is a square, or its upper rows, and shows the cells that it paints
/// among some of those that earlier windows have painted.
package struct Canvas: Sendable, Equatable {
    /// Columns of the picture, in cells.
    let width: Int
    /// Rows of the picture, in cells.
    let height: Int
    /// Of each window, in raster order, the cells that it shows. Those that it paints are the next numbers, in their order.
    let windows: [[Int]]
    /// Of the picture, in raster order, the cell that stands at each place.
    let raster: [Int]
    /// Cells that are painted, whether or not they come to stand in the picture.
    let cellCount: Int

    init(width: Int, height: Int, windows: [[Int]], raster: [Int]) {
        precondition(raster.count == width * height, "\(raster.count) cells for \(width) × \(height)")
        self.width = width
        self.height = height
        self.windows = windows
        self.raster = raster
        cellCount = 1 + (windows.lazy.joined().max() ?? -1)
    }

    /// The picture that the model knows: one window.
    package init(side: Int) {
        let cells = Array(0..<side * side)
        self.init(width: side, height: side, windows: [cells], raster: cells)
    }

    /// A picture seen through windows that paint what they show and no earlier one has shown. Together they must show all of it.
    private init(width: Int, height: Int, views: [View]) {
        var numbers = [Int?](repeating: nil, count: width * height)
        var next = 0
        let windows = views.map { view in
            view.rows.flatMap { row in
                view.columns.map { column in
                    let place = row * width + column
                    if let number = numbers[place] { return number }
                    numbers[place] = next
                    next += 1
                    return next - 1
                }
            }
        }
        self.init(width: width, height: height, windows: windows, raster: numbers.compactMap { $0 })
    }

    private struct View {
        let rows: Range<Int>
        let columns: Range<Int>
    }
}

extension Canvas {
    /// A square that slides down or to the right, over what it has painted, by `advance` cells at a time and at the end by what is left:
    /// every new cell sees the whole square before it, and stands where the square has its lower or its right edge.
    static func sliding(side: Int, width: Int, height: Int, advance: Int) -> Canvas {
        precondition(min(width, height) == side && advance >= 1 && advance <= side, "\(width) × \(height) cells by \(advance)")
        let last = max(width, height) - side
        let offsets = Array(stride(from: 0, to: last, by: advance)) + [last]
        return Canvas(
            width: width, height: height,
            views: offsets.map { offset in
                height > width
                    ? View(rows: offset..<offset + side, columns: 0..<side) : View(rows: 0..<side, columns: offset..<offset + side)
            })
    }

    /// rudalle-aspect-ratio's tall picture: each row is painted as a row of the square, as far down as it stands in the picture, below as many
    /// of the rows before it. Where it would be the first row, which has none before it, the original takes all of them.
    static func tallRuDALLE(side: Int, height: Int) -> Canvas {
        let views = (0..<height).map { row in
            let context = side * row / height
            // The original fails where that is more rows than the square has.
            let above = min(context == 0 ? row : context, side - 1)
            return View(rows: row - above..<row + 1, columns: 0..<side)
        }
        return Canvas(width: side, height: height, views: views)
    }

    /// rudalle-aspect-ratio's wide picture: squares side by side, of each but the last the first `columns` columns. What the squares have in
    /// common they do not have in these cells, but in the picture that a square is given of the one before it.
    static func wideRuDALLE(side: Int, columns: Int, squares: Int) -> Canvas {
        let width = (squares - 1) * columns + side
        let raster = (0..<side * width).map { place in
            let (row, column) = place.quotientAndRemainder(dividingBy: width)
            let square = min(column / columns, squares - 1)
            return (square * side + row) * side + column - square * columns
        }
        let windows = (0..<squares).map { Array($0 * side * side..<($0 + 1) * side * side) }
        return Canvas(width: width, height: side, windows: windows, raster: raster)
    }
}
