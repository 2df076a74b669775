/// Pictures side by side in a grid, each centred in its cell, with its rank and score in figures below.
public struct ContactSheet: Sendable {
    /// How many tiles stand in a row; nil makes the grid as square as it gets, rather wider than tall.
    public var columns: Int?

    /// Around the grid and between the cells, in pixels.
    public var margin: Int

    public var background: RGBColor

    public var labelColor: RGBColor

    /// Width times height of the largest sheet.
    public var maximumPixelCount: Int

    public init(
        columns: Int? = nil, margin: Int = 8, background: RGBColor = .white, labelColor: RGBColor = .black,
        maximumPixelCount: Int = PNGLimits.standard.maximumPixelCount
    ) {
        precondition(columns ?? 1 > 0 && margin >= 0, "\(columns ?? 1) columns with a margin of \(margin)")
        self.columns = columns
        self.margin = margin
        self.background = background
        self.labelColor = labelColor
        self.maximumPixelCount = maximumPixelCount
    }

    /// The sheet, RGB, tiles in reading order. What is transparent in a tile shows the background. There must be at least one tile.
    ///
    /// - Throws: `ImageError.sheetTooLarge`.
    public func image(of tiles: [Tile]) throws(ImageError) -> Image {
        precondition(!tiles.isEmpty, "a contact sheet of nothing")
        let layout = Layout(tiles: tiles, sheet: self)
        let (pixelCount, overflow) = layout.width.multipliedReportingOverflow(by: layout.height)
        guard !overflow, pixelCount <= maximumPixelCount else {
            throw .sheetTooLarge(width: layout.width, height: layout.height, limit: maximumPixelCount)
        }
        var image = Image(width: layout.width, height: layout.height, filledWith: background)
        for (index, tile) in tiles.enumerated() {
            let (left, top) = layout.origin(ofCell: index)
            image.paste(
                tile.image.blended(over: background),
                left: left + (layout.cellWidth - tile.image.width) / 2,
                top: top + (layout.pictureHeight - tile.image.height) / 2)
            DigitFont.draw(
                tile.label, on: &image,
                left: left + (layout.cellWidth - DigitFont.width(of: tile.label) * layout.labelScale) / 2,
                top: top + layout.pictureHeight + layout.labelGap, scale: layout.labelScale, color: labelColor)
        }
        return image
    }
}
