import Images

/// Which pixels of a picture are to be painted anew.
public struct PictureMask: Sendable, Equatable {
    /// In pixels.
    public let width: Int
    public let height: Int
    /// In raster order, whether a pixel is painted anew.
    private let repainted: [Bool]

    /// From this sample on, of 0…255, a pixel is white, or opaque.
    private static let threshold = 128

    /// White is painted anew, black is kept; what lies between goes to the nearer one. Of a picture in colour, the mean of its samples decides.
    public init(white picture: Image) {
        let channels = picture.channelCount
        self.init(picture) { pixel in
            let samples = picture.pixels[pixel * channels..<pixel * channels + 3]
            return samples.reduce(0) { $0 + Int($1) } >= 3 * Self.threshold
        }
    }

    /// What is transparent is painted anew, what is opaque is kept. Nil for a picture without alpha.
    public init?(transparent picture: Image) {
        guard picture.channels == .rgba else { return nil }
        self.init(picture) { Int(picture.pixels[$0 * 4 + 3]) < Self.threshold }
    }

    private init(_ picture: Image, isRepainted: (Int) -> Bool) {
        width = picture.width
        height = picture.height
        repainted = (0..<picture.width * picture.height).map(isRepainted)
    }

    /// Of a grid laid over the picture, in raster order, whether a cell stays: none of its pixels, not even a part of one, is painted anew.
    func keptCells(width columns: Int, height rows: Int) -> [Bool] {
        func pixels(_ cell: Int, of cells: Int, length: Int) -> Range<Int> {
            cell * length / cells..<((cell + 1) * length + cells - 1) / cells
        }
        return (0..<rows).flatMap { row in
            (0..<columns).map { column in
                !pixels(row, of: rows, length: height).contains { y in
                    pixels(column, of: columns, length: width).contains { x in repainted[y * width + x] }
                }
            }
        }
    }
}
