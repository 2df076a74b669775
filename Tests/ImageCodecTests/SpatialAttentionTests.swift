import Foundation
import ImageCodec
import Layers
import TestSupport
import Tensors
import Testing

@Suite struct SpatialAttentionTests {
    /// Two pictures of 7 × 9 places, with queries, keys and values of 12 channels.
    private let projected = randomTensor([2, 7, 9, 36], seed: 1)
    private let workspace = Workspace(pool: .shared)

    @Test(arguments: [1, 8, 20, 63, 200])
    func tilesAgreeWithTheDefinition(queriesPerTile: Int) {
        let attended = SpatialAttention.attend(
            FeatureMap(projected, in: workspace), queriesPerTile: queriesPerTile, in: workspace)
        #expect(largestDifference(attended.tensor.values, definition()) < 2e-6)
    }

    @Test func tilesOfItsOwnChoiceAgreeToo() {
        let attended = SpatialAttention.attend(FeatureMap(projected, in: workspace), in: workspace).tensor
        #expect(attended.shape == [2, 7, 9, 12])
        #expect(largestDifference(attended.values, definition()) < 2e-6)
    }

    /// softmax(qkᵀ / √channels) applied to v, in double precision.
    private func definition() -> [Float] {
        let (channels, positions) = (12, 63)
        var result: [Float] = []
        for place in 0..<2 * positions {
            let picture = place / positions * positions
            let query = place * 3 * channels
            let weights = (picture..<picture + positions).map { key in
                let score = (0..<channels).reduce(0.0) {
                    $0 + Double(projected[query + $1]) * Double(projected[key * 3 * channels + channels + $1])
                }
                return exp(score / Double(channels).squareRoot())
            }
            let total = weights.reduce(0, +)
            for channel in 0..<channels {
                let sum = (0..<positions).reduce(0.0) {
                    $0 + weights[$1] * Double(projected[(picture + $1) * 3 * channels + 2 * channels + channel])
                }
                result.append(Float(sum / total))
            }
        }
        return result
    }
}
