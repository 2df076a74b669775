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

    /// Of the cells of a layout that the picture fills, in raster order, whether one stays: none of its pixels, not even a part of one, is
    /// painted anew.
    func keptCells(in layout: PictureLayout) -> [Bool] {
        /// Of the mask, along a side of `length`, what a cell shows of a side of `shown` pixels.
        func pixels(_ cell: Int, shown: Int, length: Int) -> Range<Int> {
            let (first, end) = (cell * layout.pixelsPerCode, min((cell + 1) * layout.pixelsPerCode, shown))
            return first * length / shown..<(end * length + shown - 1) / shown
        }
        return (0..<layout.canvas.height).flatMap { row in
            (0..<layout.canvas.width).map { column in
                !pixels(row, shown: layout.height, length: height).contains { y in
                    pixels(column, shown: layout.width, length: width).contains { x in repainted[y * width + x] }
                }
            }
        }
    }
}
