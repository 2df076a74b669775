/// Image prompts as a user names them: files, and in words what of them stays.
public struct ImagePromptOptions: Sendable {
    public var pictures: [String]
    /// Such as `up=4,left=2`.
    public var border: String?
    public var cropsFirst: Bool
    /// A file whose white is painted anew.
    public var mask: String?
    /// Whether what stays comes back pixel by pixel; nil: where there is a mask.
    public var pastesKept: Bool?

    public init(pictures: [String], border: String?, cropsFirst: Bool, mask: String?, pastesKept: Bool?) {
        self.pictures = pictures
        self.border = border
        self.cropsFirst = cropsFirst
        self.mask = mask
        self.pastesKept = pastesKept
    }

    /// Checks what needs no file.
    ///
    /// - Throws: `TextToImageError.badOption`, `.optionNeeds`, `.optionsExclude`.
    public func validate() throws(TextToImageError) {
        if border != nil, mask != nil { throw .optionsExclude("--border", "--mask") }
        if cropsFirst, border == nil { throw .optionNeeds("--crop-first", "--border") }
        if pictures.isEmpty {
            if border != nil { throw .optionNeeds("--border", "--image-prompt") }
            if mask != nil { throw .optionNeeds("--mask", "--image-prompt") }
            if pastesKept != nil { throw .optionNeeds("--paste", "--image-prompt") }
        }
        _ = try borderCells()
    }

    /// Reads the files.
    ///
    /// - Throws: `ImageError`; `TextToImageError.nothingKept` for a picture of which nobody said what stays.
    public func imagePrompts() throws -> [ImagePrompt] {
        try validate()
        let border = try borderCells()
        let mask = try mask.map { try PictureFile(path: $0) }
        return try pictures.map { path in
            let picture = try PictureFile(path: path)
            let kept: ImagePrompt.Kept
            if let border {
                kept = .border(border, cropsFirst: cropsFirst)
            } else if let mask {
                kept = .mask(PictureMask(white: mask.image), source: mask.source)
            } else if let alpha = PictureMask(transparent: picture.image) {
                kept = .mask(alpha, source: picture.source)
            } else {
                throw TextToImageError.nothingKept(picture: path)
            }
            return ImagePrompt(
                picture: picture.image, kept: kept, pastesKept: pastesKept ?? (border == nil), source: picture.source)
        }
    }

    private func borderCells() throws(TextToImageError) -> BorderCells? {
        guard let border else { return nil }
        guard let cells = BorderCells(border) else {
            throw .badOption(name: "--border", value: border, allowed: .form("up=4,left=2"))
        }
        return cells
    }
}
