import ImageCodec
import Images
import TokenTransformer

/// How a request's pictures come to be beyond drawing codes: what each canvas begins with, and what its codes become.
struct Composition {
    let layout: PictureLayout
    /// Their pictures cover the canvas.
    private let prompts: [ImagePrompt]
    /// By image prompt and place of the canvas, in raster order: whether the cell stays.
    private let kept: [[Bool]]

    /// - Throws: `TextToImageError` for a shape that the model cannot paint and for image prompts that do not fit it.
    init(_ request: GenerationRequest, side: Int, pixelsPerCode: Int) throws(TextToImageError) {
        let layout = try PictureLayout(request.shape, side: side, pixelsPerCode: pixelsPerCode)
        // The codes that those squares are given of one another would replace the image prompt's.
        if layout.squareShift != nil, !request.imagePrompts.isEmpty { throw .optionsExclude("--image-prompt", "--aspect-method rudalle") }
        var kept = [[Bool]]()
        for prompt in request.imagePrompts { kept.append(try prompt.keptCells(in: layout)) }
        self.kept = kept
        self.layout = layout
        prompts = request.imagePrompts.map { prompt in
            var prompt = prompt
            prompt.picture = layout.covering(prompt.picture)
            return prompt
        }
    }

    var canvas: Canvas { layout.canvas }

    /// By image prompt and cell of the canvas: the codes that are given. One list of nothing where there are no image prompts.
    func givenCodes(by encoder: ImagePromptEncoder) throws -> [[Int?]] {
        let nothing = [Int?](repeating: nil, count: canvas.cellCount)
        guard !prompts.isEmpty else { return [nothing] }
        return try zip(prompts, kept).map { prompt, kept in
            let codes = try encoder.codes(of: prompt.picture, kept: prompt.kept, width: canvas.width, height: canvas.height).codes
            var given = nothing
            for (place, cell) in canvas.raster.enumerated() where kept[place] { given[cell] = Int(codes[place]) }
            return given
        }
    }

    /// Which image prompt a candidate goes on from: they take turns, so that a candidate is the same however many there are.
    func imagePrompt(ofCandidate candidate: Int) -> Int? { prompts.isEmpty ? nil : candidate % prompts.count }

    /// Where squares begin with a picture of the one before: from each candidate's codes so far to what its next square is given.
    func nextSquares(by pipeline: TextToImagePipeline) -> (([[Int]]) throws -> [[Int?]])? {
        guard let shift = layout.squareShift else { return nil }
        let side = canvas.height
        let columns = shift / layout.pixelsPerCode
        return { codes in
            let grids = try codes.map { try CodeGrid(width: side, height: side, codes: $0.suffix(side * side).map { Int32($0) }) }
            return try pipeline.decode(grids).map { picture in
                let box = PixelBox(left: shift, top: 0, right: shift + columns * layout.pixelsPerCode, bottom: picture.height)
                let strip = try pipeline.imagePromptEncoder.codes(of: picture.cropped(to: box), columns: columns, rows: side)
                return (0..<side * side).map { place in
                    let (row, column) = place.quotientAndRemainder(dividingBy: side)
                    return column < columns ? Int(strip[row: row, column: column]) : nil
                }
            }
        }
    }

    /// How well pictures show what `score` compares them with: as well as their best squares do. The matcher looks at squares only, and of
    /// another shape would see the middle, where the object need not be.
    func scores(of pictures: [Image], by score: ([Image]) -> [Float]) -> [Float] {
        let side = min(layout.width, layout.height)
        let last = max(layout.width, layout.height) - side
        let offsets = Array(stride(from: 0, to: last, by: max(side / 2, 1))) + [last]
        let squares = pictures.flatMap { picture in
            offsets.map { offset in
                let (left, top) = layout.width > layout.height ? (offset, 0) : (0, offset)
                return picture.cropped(to: PixelBox(left: left, top: top, right: left + side, bottom: top + side))
            }
        }
        let scores = score(squares)
        return pictures.indices.map { scores[$0 * offsets.count..<($0 + 1) * offsets.count].max() ?? 0 }
    }

    /// A candidate's picture, of what the codec painted for it.
    func picture(_ painted: Image, candidate: Int) -> Image {
        guard let index = imagePrompt(ofCandidate: candidate), prompts[index].pastesKept else { return layout.cropped(painted) }
        let original = prompts[index].picture.droppingAlpha().resized(width: painted.width, height: painted.height, filter: .bilinear)
        let pixels = KeptPixels(cells: kept[index], width: canvas.width, pixelsPerCell: layout.pixelsPerCode)
        return layout.cropped(pixels.restored(from: original, in: painted))
    }
}
