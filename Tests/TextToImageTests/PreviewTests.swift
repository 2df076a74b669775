import Images
import TestSupport
import Testing
import TextToImage

@Suite struct PreviewTests {
    private let toy: ToyModelFolder
    private let pipeline: TextToImagePipeline
    private let side: Int

    init() throws {
        toy = try ToyModelFolder(GoldenCase.all(kind: "pipeline")[0])
        pipeline = try TextToImagePipeline(folder: ModelFolder(path: toy.path))
        side = pipeline.manifest.transformer.config.gridSide
    }

    private func run(
        _ request: GenerationRequest
    ) throws -> (previews: [GenerationPreview], pictures: [RankedImage]) {
        var previews = [GenerationPreview]()
        var pictures = [RankedImage]()
        let run = try pipeline.run(request)
        while let event = try run.next() {
            switch event {
            case .preview(let preview): previews.append(preview)
            case .ranked(let ranked): pictures = ranked
            default: break
            }
        }
        return (previews, pictures)
    }

    /// Rows of cells, from the bottom, that are of one colour.
    private func blankRows(of image: Image) -> Int {
        let rowLength = image.width * image.channelCount * (image.height / side)
        let rows = (0..<side).map { image.pixels[$0 * rowLength..<($0 + 1) * rowLength] }
        return rows.reversed().prefix { row in row.allSatisfy { $0 == row.first } }.count
    }

    @Test(arguments: [1, 2, 3]) func growRowByRow(rows: Int) throws {
        let (previews, _) = try run(GenerationRequest(prompt: "кот", candidates: 2..<5, seed: 3, previewRows: rows))
        #expect(previews.count == (side - 1) / rows)
        for (index, preview) in previews.enumerated() {
            #expect(preview.pictures.map(\.candidate) == [2, 3, 4])
            for picture in preview.pictures {
                #expect(picture.image.width == pipeline.pictureSide && picture.image.height == pipeline.pictureSide)
                #expect(blankRows(of: picture.image) == side - (index + 1) * rows)
            }
        }
    }

    @Test func changeNothing() throws {
        // More than one wave.
        var request = GenerationRequest(prompt: "кот", candidates: 0..<35, seed: 3, sampling: SamplingOptions(guidance: 2))
        let plain = try run(request)
        request.previewRows = 1
        let previewed = try run(request)
        #expect(plain.previews.isEmpty && previewed.previews.count > side)
        #expect(plain.pictures.map(\.codes) == previewed.pictures.map(\.codes))
        #expect(plain.pictures.map(\.image) == previewed.pictures.map(\.image))
        #expect(plain.pictures.map(\.score) == previewed.pictures.map(\.score))
    }

    @Test(arguments: [64, Int.max]) func areNotTakenOfWhatIsDone(rows: Int) throws {
        #expect(try run(GenerationRequest(prompt: "кот", candidates: 0..<1, seed: 3, previewRows: rows)).previews.isEmpty)
    }
}
