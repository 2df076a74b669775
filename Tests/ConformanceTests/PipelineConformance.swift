import Foundation
import Images
import TestSupport
import TextToImage

/// From the prompt to the scored picture, greedy all the way, through a model folder made of the case's files; then with an image prompt,
/// and in other shapes.
func checkPipeline(_ golden: GoldenCase) throws -> CaseResult {
    let expected = try golden.decoded(as: PipelineExpectation.self)
    let folder = try ToyModelFolder(golden)
    let pipeline = try TextToImagePipeline(folder: ModelFolder(path: folder.path), precision: .float32)
    func reference(_ name: String) throws -> Image {
        try PNGReader.read(path: golden.folder.appending(path: name).path(percentEncoded: false)).image
    }
    let request = GenerationRequest(
        prompt: expected.text, candidates: 0..<1, seed: 0, sampling: SamplingOptions(topK: 1, topP: 1))

    let prompt = try pipeline.tokenize(expected.text)
    let picture = try paintedPicture(of: request, by: pipeline)
    var parts: [(name: String, error: Float)] = [
        ("ids", prompt.ids == expected.inputIds ? 0 : .infinity),
        ("codes", picture.codes.codes == expected.codes ? 0 : .infinity),
        ("pixels", largestPixelDifference(picture.image, try reference(expected.image)) / expected.pixelAtol),
        ("perplexity", abs(picture.perplexity - expected.ppl) / (expected.pplRtol * expected.ppl)),
        ("score", abs((picture.score ?? .nan) - expected.clipScore) / expected.atol),
    ]
    if let expectedPrompted = expected.imagePrompt {
        var request = request
        request.imagePrompts = [
            ImagePrompt(
                picture: try reference(expectedPrompted.image),
                kept: .border(expectedPrompted.borders.cells, cropsFirst: expectedPrompted.cropFirst))
        ]
        let picture = try paintedPicture(of: request, by: pipeline)
        parts += [
            ("image prompt's codes", picture.codes.codes == expectedPrompted.codes ? 0 : .infinity),
            ("its pixels", largestPixelDifference(picture.image, try reference(expectedPrompted.expected)) / expected.pixelAtol),
            ("its perplexity", abs(picture.perplexity - expectedPrompted.ppl) / (expected.pplRtol * expectedPrompted.ppl)),
        ]
    }
    for aspect in expected.aspect ?? [] {
        var request = request
        request.shape = PictureShape(.ratio(aspect.ratio), method: .ruDALLE(window: aspect.window))
        let picture = try paintedPicture(of: request, by: pipeline)
        let squareCodes = expected.codes.count
        let windows = aspect.ratio > 1 ? picture.paintedCodes.count / squareCodes : 1
        parts += [
            ("aspect \(aspect.ratio): codes", picture.paintedCodes == aspect.codes ? 0 : .infinity),
            ("its windows", windows == aspect.windows ? 0 : .infinity),
            ("its size", [picture.image.width, picture.image.height] == aspect.size ? 0 : .infinity),
            ("its pixels", largestPixelDifference(picture.image, try reference(aspect.image)) / expected.pixelAtol),
        ]
    }
    return CaseResult(parts: parts)
}

private struct PipelineExpectation: Decodable {
    let text: String
    let inputIds: [Int32]
    let codes: [Int32]
    let ppl: Float
    let image: String
    let clipScore: Float
    let imagePrompt: Prompted?
    let aspect: [Aspect]?
    let pixelAtol: Float
    let atol: Float
    let pplRtol: Float

    struct Prompted: Decodable {
        let image: String
        let borders: GoldenBorders
        let cropFirst: Bool
        let codes: [Int32]
        let ppl: Float
        let expected: String
    }

    struct Aspect: Decodable {
        let ratio: Double
        let window: Int
        let size: [Int]
        let codes: [Int32]
        let windows: Int
        let image: String
    }
}

private struct NoPicture: Error {}

private func paintedPicture(of request: GenerationRequest, by pipeline: TextToImagePipeline) throws -> RankedImage {
    guard let picture = try pipeline.pictures(for: request).first else { throw NoPicture() }
    return picture
}

func largestPixelDifference(_ found: Image, _ expected: Image) -> Float {
    guard found.width == expected.width, found.height == expected.height, found.channels == expected.channels else {
        return .infinity
    }
    return Float(zip(found.pixels, expected.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 0)
}
