import Foundation
import Images
import TestSupport
import TextToImage

/// From the prompt to the scored picture, greedy all the way, through a model folder made of the case's files.
func checkPipeline(_ golden: GoldenCase) throws -> CaseResult {
    let expected = try golden.decoded(as: PipelineExpectation.self)
    let folder = try ToyModelFolder(golden)
    let pipeline = try TextToImagePipeline(folder: ModelFolder(path: folder.path), precision: .float32)

    let prompt = try pipeline.tokenize(expected.text)
    let request = GenerationRequest(
        prompt: expected.text, candidates: 0..<1, seed: 0, sampling: SamplingOptions(topK: 1, topP: 1))
    guard let picture = try pipeline.pictures(for: request).first, let score = picture.score else {
        return CaseResult(largestError: .infinity, detail: "no picture came out")
    }
    let reference = try PNGReader.read(path: golden.folder.appending(path: expected.image).path(percentEncoded: false)).image
    return CaseResult(parts: [
        ("ids", prompt.ids == expected.inputIds ? 0 : .infinity),
        ("codes", picture.codes.codes == expected.codes ? 0 : .infinity),
        ("pixels", largestPixelDifference(picture.image, reference) / expected.pixelAtol),
        ("perplexity", abs(picture.perplexity - expected.ppl) / (expected.pplRtol * expected.ppl)),
        ("score", abs(score - expected.clipScore) / expected.atol),
    ])
}

private struct PipelineExpectation: Decodable {
    let text: String
    let inputIds: [Int32]
    let codes: [Int32]
    let ppl: Float
    let image: String
    let clipScore: Float
    let pixelAtol: Float
    let atol: Float
    let pplRtol: Float
}

func largestPixelDifference(_ found: Image, _ expected: Image) -> Float {
    guard found.width == expected.width, found.height == expected.height, found.channels == expected.channels else {
        return .infinity
    }
    return Float(zip(found.pixels, expected.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 0)
}
