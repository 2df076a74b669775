extension ContactSheet {
    /// Where everything goes, in pixels. All cells are as large as the largest picture.
    struct Layout {
        let columns: Int
        let rows: Int
        let margin: Int
        let cellWidth: Int
        let pictureHeight: Int
        let labelScale: Int
        let labelGap: Int
        let cellHeight: Int

        var width: Int { columns * (cellWidth + margin) + margin }
        var height: Int { rows * (cellHeight + margin) + margin }

        init(tiles: [Tile], sheet: ContactSheet) {
            columns = min(sheet.columns ?? Int(Double(tiles.count).squareRoot().rounded(.up)), tiles.count)
            rows = (tiles.count + columns - 1) / columns
            margin = sheet.margin
            let pictureWidth = tiles.map(\.image.width).max() ?? 0
            pictureHeight = tiles.map(\.image.height).max() ?? 0
            let labelWidth = tiles.map { DigitFont.width(of: $0.label) }.max() ?? 0
            // Large enough to be read when the sheet is scaled down to a screen, but never wider than the picture, except at the
            // smallest scale, where the cell gives way.
            labelScale = labelWidth == 0 ? 1 : max(min(pictureWidth / 128, pictureWidth / labelWidth), 1)
            labelGap = labelWidth == 0 ? 0 : 3 * labelScale
            cellWidth = max(pictureWidth, labelWidth * labelScale)
            cellHeight = pictureHeight + labelGap + (labelWidth == 0 ? 0 : DigitFont.glyphHeight * labelScale)
        }

        func origin(ofCell index: Int) -> (left: Int, top: Int) {
            (margin + index % columns * (cellWidth + margin), margin + index / columns * (cellHeight + margin))
        }
    }
}
