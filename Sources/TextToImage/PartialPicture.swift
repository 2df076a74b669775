import ImageCodec
import Images

/// A picture of which some codes are not there yet.
struct PartialPicture {
    /// In cells.
    let width: Int
    let height: Int
    /// In raster order; nil where there is none yet.
    let codes: [Int?]

    private static let paper = RGBColor(red: 160, green: 160, blue: 160)

    /// A whole grid for the decoder: a cell without a code takes that of the cell above it, or before it in the first row. So what is drawn has
    /// at its edge neighbours like itself, and the codec's norms, which look at the whole picture, see nothing strange.
    var filled: [Int32] {
        var filled = [Int32]()
        filled.reserveCapacity(codes.count)
        var first = Int32(codes.lazy.compactMap { $0 }.first ?? 0)
        for (place, code) in codes.enumerated() {
            let neighbour = place >= width ? filled[place - width] : first
            filled.append(code.map { Int32($0) } ?? neighbour)
            if place < width { first = filled[place] }
        }
        return filled
    }

    /// What the codec painted of `filled`, with paper where no code is.
    func hidingRest(of image: Image) -> Image {
        var image = image
        let (cellWidth, cellHeight) = (image.width / width, image.height / height)
        let paper = Image(width: cellWidth, height: cellHeight, filledWith: Self.paper)
        for place in codes.indices where codes[place] == nil {
            image.paste(paper, left: place % width * cellWidth, top: place / width * cellHeight)
        }
        return image
    }
}
