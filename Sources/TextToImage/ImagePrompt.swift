import Images

/// A picture to start from: some of its cells stay, the others are painted.
public struct ImagePrompt: Sendable, Equatable {
    /// Of any size; it becomes as large as the picture that is painted.
    public var picture: Image
    public var kept: Kept
    /// Whether what stays comes back pixel by pixel, not as the codec paints it from its codes.
    public var pastesKept: Bool
    /// Where the picture comes from, for the record.
    public var source: Source?

    /// What of the picture stays.
    public enum Kept: Sendable, Equatable {
        /// - Parameter cropsFirst: whether each side of the border is encoded alone, so that its codes know nothing of the rest.
        case border(BorderCells, cropsFirst: Bool)
        /// - Parameter source: nil where the picture's own alpha is the mask.
        case mask(PictureMask, source: Source?)
    }

    /// A file, by its own name and its contents.
    public struct Source: Sendable, Equatable, Codable {
        public var file: String
        /// Lowercase hexadecimal.
        public var sha256: String

        public init(file: String, sha256: String) {
            self.file = file
            self.sha256 = sha256
        }
    }

    public init(picture: Image, kept: Kept, pastesKept: Bool = false, source: Source? = nil) {
        self.picture = picture
        self.kept = kept
        self.pastesKept = pastesKept
        self.source = source
    }

    /// Of a layout's cells, in raster order, whether one stays.
    ///
    /// - Throws: `TextToImageError.borderTooLarge`, `.wrongMaskSize`, `.nothingToPaint`.
    func keptCells(in layout: PictureLayout) throws(TextToImageError) -> [Bool] {
        let (width, height) = (layout.canvas.width, layout.canvas.height)
        let cells: [Bool]
        switch kept {
        case .border(let border, _):
            try border.validate(width: width, height: height)
            cells = border.cells(width: width, height: height)
        case .mask(let mask, let source):
            guard mask.width == picture.width, mask.height == picture.height else {
                throw .wrongMaskSize(
                    mask: source?.file, width: mask.width, height: mask.height, pictureWidth: picture.width,
                    pictureHeight: picture.height)
            }
            cells = mask.keptCells(in: layout)
        }
        guard cells.contains(false) else { throw .nothingToPaint(picture: source?.file) }
        return cells
    }
}
