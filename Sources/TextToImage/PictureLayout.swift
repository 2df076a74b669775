import ImageCodec
import Images

/// A shape on one model: cells, windows and pixels.
struct PictureLayout: Sendable, Equatable {
    let canvas: Canvas
    /// In pixels, what is kept of what the cells become.
    let width: Int
    let height: Int
    /// The side of a cell.
    let pixelsPerCode: Int
    /// Where each square begins with a picture of the one before it: by how many pixels it lies further to the right. Else nil.
    let squareShift: Int?

    /// How often a sliding square moves until none of what it showed is left: as often as seams still become fewer by it
    /// (docs/architecture.md has the figures).
    private static let advancesPerSide = 8

    /// - Parameters:
    ///   - shape: nil for the square.
    ///   - side: of the model's pictures, in cells.
    ///   - pixelsPerCode: the side of a cell.
    /// - Throws: `TextToImageError.badOption`, `.sizeNotReachable`.
    init(_ shape: PictureShape?, side: Int, pixelsPerCode: Int) throws(TextToImageError) {
        let sidePixels = side * pixelsPerCode
        guard let shape else {
            self.init(canvas: Canvas(side: side), width: sidePixels, height: sidePixels, pixelsPerCode: pixelsPerCode)
            return
        }
        try shape.validate()
        let (ratio, width, height) = Self.size(shape, sidePixels: sidePixels)
        func cells(_ pixels: Int) -> Int { (pixels + pixelsPerCode - 1) / pixelsPerCode }
        func require(_ condition: Bool, longest: Int) throws(TextToImageError) {
            guard condition else { throw .sizeNotReachable(width: width, height: height, side: sidePixels, longest: longest) }
        }
        let longest = min(PictureShape.largestRatio * side, CodeGrid.maximumCells / side) * pixelsPerCode
        try require(min(width, height) == sidePixels && max(width, height) <= longest, longest: longest)
        switch shape.method {
        case .sliding(let advance):
            let advance = min(max(advance ?? side / Self.advancesPerSide, 1), side)
            let canvas = Canvas.sliding(side: side, width: cells(width), height: cells(height), advance: advance)
            self.init(canvas: canvas, width: width, height: height, pixelsPerCode: pixelsPerCode)
        case .ruDALLE where ratio <= 1:
            let rows = Int((Double(side) / ratio).rounded(.toNearestOrEven))
            self.init(canvas: .tallRuDALLE(side: side, height: rows), width: width, height: height, pixelsPerCode: pixelsPerCode)
        case .ruDALLE(let window):
            let shift = window ?? sidePixels / 2
            // A square of a single cell has no half.
            try require(shift >= pixelsPerCode && 2 * shift <= sidePixels, longest: sidePixels)
            let canvas = Canvas.wideRuDALLE(side: side, columns: shift / pixelsPerCode, squares: width / shift)
            self.init(canvas: canvas, width: width, height: height, pixelsPerCode: pixelsPerCode, squareShift: shift)
        }
    }

    private init(canvas: Canvas, width: Int, height: Int, pixelsPerCode: Int, squareShift: Int? = nil) {
        self.canvas = canvas
        self.width = width
        self.height = height
        self.pixelsPerCode = pixelsPerCode
        self.squareShift = squareShift
    }

    /// The size in pixels, rounded half to even as Python's `round`.
    private static func size(_ shape: PictureShape, sidePixels: Int) -> (ratio: Double, width: Int, height: Int) {
        func rounded(_ length: Double) -> Int { Int(length.rounded(.toNearestOrEven)) }
        return switch shape.extent {
        case .ratio(let ratio) where ratio <= 1: (ratio, sidePixels, rounded(Double(sidePixels) / ratio))
        case .ratio(let ratio): (ratio, rounded(Double(sidePixels) * ratio), sidePixels)
        case .pixels(let width, let height): (Double(width) / Double(height), width, height)
        }
    }

    /// A picture to start from, of any size, as the cells show it: where the last ones are shown in part, its right and lower pixels go on in
    /// what is not shown.
    func covering(_ picture: Image) -> Image {
        let (columns, rows) = (canvas.width * pixelsPerCode, canvas.height * pixelsPerCode)
        // Of whole cells the encoder reads the picture itself, resized once.
        guard columns != width || rows != height else { return picture }
        return picture.droppingAlpha().resized(width: width, height: height, filter: .bilinear).repeatingEdges(width: columns, height: rows)
    }

    /// What is kept of the picture that the cells became. Where the original's rounding asks for a row more than it paints, that row is black.
    func cropped(_ painted: Image) -> Image {
        guard painted.width != width || painted.height != height else { return painted }
        let box = PixelBox(left: 0, top: 0, right: min(width, painted.width), bottom: min(height, painted.height))
        var picture = Image(width: width, height: height, filledWith: .black)
        picture.paste(painted.cropped(to: box), left: 0, top: 0)
        return picture
    }
}

extension Image {
    /// The upper left corner of the picture, and beyond its edges, where there is more, their pixels again.
    fileprivate func repeatingEdges(width newWidth: Int, height newHeight: Int) -> Image {
        var samples = [UInt8]()
        samples.reserveCapacity(newWidth * newHeight * channelCount)
        for row in 0..<newHeight {
            for column in 0..<newWidth {
                let first = (min(row, height - 1) * width + min(column, width - 1)) * channelCount
                samples += pixels[first..<first + channelCount]
            }
        }
        return Image(width: newWidth, height: newHeight, channels: channels, pixels: samples)
    }
}
