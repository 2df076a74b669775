import Foundation
import Tensors
import TestSupport
import Testing
import TextImageMatching

@Suite("Scores")
struct ScoreTests {
    private static func vector(_ values: Float...) -> Tensor { Tensor(shape: [values.count], values: values) }

    @Test("The score is the cosine, whatever the lengths")
    func cosine() {
        let east = Self.vector(1, 0)
        #expect(CLIP.score(east, Self.vector(5, 0)) == 1)
        #expect(CLIP.score(east, Self.vector(-0.1, 0)) == -1)
        #expect(CLIP.score(east, Self.vector(0, 3)) == 0)
        #expect(abs(CLIP.score(east, Self.vector(2, 2)) - Float(0.5).squareRoot()) < 1e-7)
        #expect(CLIP.score(Self.vector(1e-30, 1e-30), Self.vector(1e30, 1e30)) == 1)
    }

    @Test("A vector without a direction scores 0, not NaN")
    func noDirection() {
        #expect(CLIP.score(Self.vector(0, 0), Self.vector(1, 2)) == 0)
        #expect(CLIP.score(Self.vector(.nan, 0), Self.vector(1, 2)) == 0)
        #expect(CLIP.score(Self.vector(.infinity, 0), Self.vector(1, 2)) == 0)
    }

    @Test("Wordings are averaged before the mean is normalised; the scale is the exponential of what is stored")
    func prompt() throws {
        let random = RandomCLIP(
            try CLIPConfig(
                embeddingDimension: 5, pictureSide: 8, visionLayers: 1, visionWidth: 64, visionPatch: 4, contextLength: 6,
                vocabulary: 20, textWidth: 16, textHeads: 2, textLayers: 1))
        let model = try random.model()
        let wordings: [[Int32]] = [[2, 7, 3], [2, 9, 12, 3], [2, 15, 4, 5, 3]]
        let single = try wordings.map { try model.encodeText(ids: [$0], on: .shared).values }
        let mean = (0..<5).map { column in single.reduce(0) { $0 + Double($1[column]) } / 3 }
        let length = mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let found = try model.encodePrompt(ids: wordings, on: .shared)
        #expect(found.shape == [5])
        #expect(largestDifference(found.values, mean.map { Float($0 / length) }) < 1e-6)
        #expect(abs(model.logitScale / exp(random.tensors["logit_scale"]![0]) - 1) < 1e-6)
    }
}
