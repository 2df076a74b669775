import Images
import TestSupport
import Testing
import TextToImage

/// Pictures that start from pictures, and pictures of other shapes.
@Suite struct CompositionTests {
    private static let toy = Result { try ToyModelFolder(GoldenCase.all(kind: "pipeline")[0]) }
    private let pipeline: TextToImagePipeline
    private let side: Int
    private let picture: Image

    init() throws {
        pipeline = try TextToImagePipeline(folder: ModelFolder(path: Self.toy.get().path), precision: .float32)
        side = pipeline.manifest.transformer.config.gridSide
        picture = Self.pattern(side: pipeline.pictureSide)
    }

    /// A picture of which no two parts are alike.
    static func pattern(side: Int, transparent box: PixelBox? = nil) -> Image {
        let pixels = (0..<side * side).flatMap { place -> [UInt8] in
            let (y, x) = place.quotientAndRemainder(dividingBy: side)
            let isOpaque = box.map { !($0.left..<$0.right ~= x && $0.top..<$0.bottom ~= y) } ?? true
            let color = [UInt8(x * 255 / side), UInt8(y * 255 / side), UInt8((x * y) % 256)]
            return box == nil ? color : color + [isOpaque ? 255 : 0]
        }
        return Image(width: side, height: side, channels: box == nil ? .rgb : .rgba, pixels: pixels)
    }

    private func request(
        _ candidates: Range<Int>, shape: PictureShape? = nil, prompts: [ImagePrompt] = []
    ) -> GenerationRequest {
        GenerationRequest(prompt: "рыжий кот", candidates: candidates, seed: 3, ranking: .perplexity, shape: shape, imagePrompts: prompts)
    }

    private func codes(_ request: GenerationRequest) throws -> [Int: [Int32]] {
        Dictionary(uniqueKeysWithValues: try pipeline.pictures(for: request).map { ($0.candidate, $0.codes.codes) })
    }

    @Test func keptCellsStayAndTheOthersArePainted() throws {
        let encoded = try pipeline.encode(picture).codes
        let border = BorderCells(up: 2, down: 1, right: 3)
        let kept = border.cells(width: side, height: side)
        let pictures = try pipeline.pictures(for: request(0..<4, prompts: [ImagePrompt(picture: picture, kept: .border(border, cropsFirst: false))]))
        for cell in kept.indices {
            let found = Set(pictures.map { $0.codes.codes[cell] })
            if kept[cell] { #expect(found == [encoded[cell]], "cell \(cell)") }
        }
        #expect(kept.indices.contains { cell in !kept[cell] && Set(pictures.map { $0.codes.codes[cell] }).count > 1 })
        #expect(Set(pictures.map(\.imagePrompt)) == [0])
    }

    /// The same cells kept by a border, by a mask in black and white and by alpha are the same pictures, pixels put back or not.
    @Test func aMaskKeepsTheCellsThatItDoesNotTouch() throws {
        let cell = pipeline.pictureSide / side
        // Of the third row only one line of pixels is touched, and so all of its cells are painted.
        let box = PixelBox(left: 2 * cell, top: 3 * cell - 1, right: pipeline.pictureSide, bottom: pipeline.pictureSide)
        var white = Image(width: picture.width, height: picture.height, filledWith: .black)
        white.paste(Image(width: box.width, height: box.height, filledWith: .white), left: box.left, top: box.top)
        let cutOut = Self.pattern(side: pipeline.pictureSide, transparent: box)
        let alpha = try #require(PictureMask(transparent: cutOut))

        let byBorder = try codes(request(0..<3, prompts: [ImagePrompt(picture: picture, kept: .border(BorderCells(up: 2, left: 2), cropsFirst: false))]))
        let byMask = request(0..<3, prompts: [ImagePrompt(picture: picture, kept: .mask(PictureMask(white: white), source: nil), pastesKept: true)])
        #expect(try codes(byMask) == byBorder)
        #expect(try codes(request(0..<3, prompts: [ImagePrompt(picture: cutOut, kept: .mask(alpha, source: nil))])) == byBorder)

        let painted = try pipeline.pictures(for: byMask)[0].image
        let decoded = try pipeline.decode(pipeline.pictures(for: byMask)[0].codes)
        func part(_ image: Image, _ left: Int, _ top: Int, _ right: Int, _ bottom: Int) -> Image {
            image.cropped(to: PixelBox(left: left, top: top, right: right, bottom: bottom))
        }
        // Cells beside painted ones fade; those further away are the picture's, the painted ones the codec's.
        #expect(part(painted, 0, 0, cell, picture.height) == part(picture, 0, 0, cell, picture.height))
        #expect(part(painted, 2 * cell, 2 * cell, picture.width, picture.height) == part(decoded, 2 * cell, 2 * cell, picture.width, picture.height))
        let column = (outer: (x: cell, y: picture.height - 1), inner: (x: 2 * cell - 1, y: picture.height - 1))
        func distance(_ pixel: (x: Int, y: Int), to other: Image) -> Int {
            let first = (pixel.y * picture.width + pixel.x) * 3
            return (first..<first + 3).reduce(0) { $0 + abs(Int(painted.pixels[$1]) - Int(other.pixels[$1])) }
        }
        #expect(distance(column.outer, to: picture) <= distance(column.outer, to: decoded))
        #expect(distance(column.inner, to: picture) >= distance(column.inner, to: decoded))
    }

    @Test func candidatesTakeImagePromptsInTurns() throws {
        let prompts = [BorderCells(up: 3), BorderCells(left: 2, right: 1), BorderCells(up: 1, down: 2)].map {
            ImagePrompt(picture: picture, kept: .border($0, cropsFirst: true))
        }
        let together = try pipeline.pictures(for: request(0..<9, prompts: prompts))
        for picture in together { #expect(picture.imagePrompt == picture.candidate % 3) }
        let byCandidate = Dictionary(uniqueKeysWithValues: together.map { ($0.candidate, $0.codes.codes) })
        // Codes that stand elsewhere in other rows change nothing, nor does reading them once for all.
        for candidate in 0..<3 { #expect(try codes(request(candidate..<candidate + 1, prompts: prompts))[candidate] == byCandidate[candidate]) }
        #expect(try codes(request(0..<4, prompts: [prompts[0]]))[3] == byCandidate[3])
    }

    @Test(arguments: [2.0, 0.5, 1.3, 0.61, 8, 0.125], [PictureShape.Method.sliding(advance: nil), .ruDALLE(window: nil)])
    func shapesHaveTheSizeAskedFor(ratio: Double, method: PictureShape.Method) throws {
        let picture = try pipeline.pictures(for: request(0..<1, shape: PictureShape(.ratio(ratio), method: method)))[0]
        let length = Int((Double(pipeline.pictureSide) * max(ratio, 1 / ratio)).rounded(.toNearestOrEven))
        #expect(picture.image.width == (ratio > 1 ? length : pipeline.pictureSide))
        #expect(picture.image.height == (ratio > 1 ? pipeline.pictureSide : length))
        // The codes are those of the picture.
        let decoded = try pipeline.decode(picture.codes)
        let box = PixelBox(
            left: 0, top: 0, right: min(decoded.width, picture.image.width), bottom: min(decoded.height, picture.image.height))
        #expect(picture.image.cropped(to: box) == decoded.cropped(to: box))
    }

    /// A sliding square begins as the square picture of the same seed, and steps of another width change only what they paint.
    @Test func slidingGoesOnFromTheSquare() throws {
        let square = try codes(request(0..<2))
        for (ratio, advance) in [(1.5, 1), (0.7, 3), (2.0, side)] {
            let shape = PictureShape(.ratio(ratio), method: .sliding(advance: advance))
            for picture in try pipeline.pictures(for: request(0..<2, shape: shape)) {
                let grid = picture.codes
                let corner = (0..<side * side).map { grid[row: $0 / side, column: $0 % side] }
                #expect(corner == square[picture.candidate])
            }
        }
    }

    @Test func aShapeStartsFromAPictureOfItsOwnSize() throws {
        let border = BorderCells(up: 1, left: 2, right: 1)
        for shape in [PictureShape(.ratio(2)), PictureShape(.ratio(0.5)), PictureShape(.ratio(0.5), method: .ruDALLE(window: nil))] {
            let prompt = ImagePrompt(picture: picture, kept: .border(border, cropsFirst: false), pastesKept: true)
            let pictures = try pipeline.pictures(for: request(0..<2, shape: shape, prompts: [prompt]))
            let grid = pictures[0].codes
            let resized = picture.resized(width: pictures[0].image.width, height: pictures[0].image.height)
            let encoded = try pipeline.encode(resized)
            let kept = border.cells(width: grid.width, height: grid.height)
            for picture in pictures {
                #expect(kept.indices.allSatisfy { !kept[$0] || picture.codes.codes[$0] == encoded.codes[$0] })
                let corner = PixelBox(left: 0, top: 0, right: pipeline.pictureSide / side, bottom: picture.image.height)
                #expect(picture.image.cropped(to: corner) == resized.cropped(to: corner))
            }
        }
    }

    /// Where the picture ends within a cell, the picture to start from ends there, too, and is not stretched over the rest.
    @Test func aPictureToStartFromIsNotStretchedOverWholeCells() throws {
        let (height, cell) = (pipeline.pictureSide, pipeline.pictureSide / side)
        let width = height + cell + 1
        let shape = PictureShape(.pixels(width: width, height: height))
        let resized = picture.resized(width: width, height: height)
        var covering = Image(width: height + 2 * cell, height: height, filledWith: .black)
        covering.paste(resized, left: 0, top: 0)
        let edge = resized.cropped(to: PixelBox(left: width - 1, top: 0, right: width, bottom: height))
        for column in width..<covering.width { covering.paste(edge, left: column, top: 0) }
        let encoded = try pipeline.encode(covering)

        let border = BorderCells(left: 2, right: 1)
        let byBorder = request(0..<2, shape: shape, prompts: [ImagePrompt(picture: picture, kept: .border(border, cropsFirst: false), pastesKept: true)])
        let pictures = try pipeline.pictures(for: byBorder)
        let kept = border.cells(width: side + 2, height: side)
        for picture in pictures {
            #expect(kept.indices.allSatisfy { !kept[$0] || picture.codes.codes[$0] == encoded.codes[$0] })
            let corner = PixelBox(left: 0, top: 0, right: cell, bottom: height)
            #expect(picture.image.width == width && picture.image.cropped(to: corner) == resized.cropped(to: corner))
        }
        // A mask lies on the picture, not on the cells: that of the same cells is of the same pictures.
        var white = Image(width: width, height: height, filledWith: .black)
        white.paste(Image(width: (side - 1) * cell, height: height, filledWith: .white), left: 2 * cell, top: 0)
        let masked = ImagePrompt(picture: resized, kept: .mask(PictureMask(white: white), source: nil))
        #expect(try codes(request(0..<2, shape: shape, prompts: [masked])) == codes(byBorder))
    }

    @Test func whatCannotBeIsRefused() throws {
        func refusal(_ shape: PictureShape? = nil, _ prompt: ImagePrompt? = nil) -> TextToImageError? {
            do {
                _ = try pipeline.run(request(0..<1, shape: shape, prompts: prompt.map { [$0] } ?? []))
                return nil
            } catch {
                return error as? TextToImageError
            }
        }
        func border(_ cells: BorderCells) -> ImagePrompt { ImagePrompt(picture: picture, kept: .border(cells, cropsFirst: false)) }
        let pixels = pipeline.pictureSide
        #expect(refusal(PictureShape(.ratio(1))) == nil)
        for ratio in [0, -1, 8.01, 0.1, .nan, .infinity] {
            guard case .badOption(name: "--aspect", value: _, allowed: _)? = refusal(PictureShape(.ratio(ratio))) else {
                Issue.record("\(ratio) was taken")
                continue
            }
        }
        #expect(
            refusal(PictureShape(.pixels(width: 2 * pixels, height: pixels + 1)))
                == .sizeNotReachable(width: 2 * pixels, height: pixels + 1, side: pixels, longest: 8 * pixels))
        #expect(refusal(nil, border(BorderCells(left: side + 1))) == .borderTooLarge(side: "left", cells: side + 1, limit: side))
        #expect(refusal(nil, border(BorderCells(up: -1))) == .borderTooLarge(side: "up", cells: -1, limit: side))
        #expect(refusal(nil, border(BorderCells(up: side))) == .nothingToPaint(picture: nil))
        #expect(refusal(PictureShape(.ratio(0.5)), border(BorderCells(up: side))) == nil)
        #expect(refusal(PictureShape(.ratio(0.5), method: .ruDALLE(window: nil)), border(BorderCells(up: 1))) == nil)
        #expect(
            refusal(PictureShape(.ratio(2), method: .ruDALLE(window: nil)), border(BorderCells(up: 1)))
                == .optionsExclude("--image-prompt", "--aspect-method rudalle"))
        let small = PictureMask(white: Image(width: 3, height: 5, filledWith: .white))
        #expect(
            refusal(nil, ImagePrompt(picture: picture, kept: .mask(small, source: nil)))
                == .wrongMaskSize(mask: nil, width: 3, height: 5, pictureWidth: pixels, pictureHeight: pixels))
    }
}
