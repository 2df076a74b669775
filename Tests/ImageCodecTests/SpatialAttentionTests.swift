import Foundation
import ImageCodec
import TestSupport
import Tensors
import Testing

@Suite struct SpatialAttentionTests {
    private let queries = randomTensor([12, 7, 9], seed: 1)
    private let keys = randomTensor([12, 7, 9], seed: 2)
    private let values = randomTensor([12, 7, 9], seed: 3)

    @Test(arguments: [1, 8, 20, 63, 200])
    func tilesAgreeWithTheDefinition(queriesPerTile: Int) {
        let attended = SpatialAttention.attend(
            queries: queries, keys: keys, values: values, queriesPerTile: queriesPerTile, on: .shared)
        #expect(largestDifference(attended.values, definition()) < 2e-6)
    }

    @Test func tilesOfItsOwnChoiceAgreeToo() {
        let attended = SpatialAttention.attend(queries: queries, keys: keys, values: values, on: .shared)
        #expect(attended.shape == [12, 7, 9])
        #expect(largestDifference(attended.values, definition()) < 2e-6)
    }

    /// softmax(qᵀk / √channels) applied to v, in double precision.
    private func definition() -> [Float] {
        let (channels, positions) = (12, 63)
        var result = [Float](repeating: 0, count: channels * positions)
        for query in 0..<positions {
            let weights = (0..<positions).map { key in
                let score = (0..<channels).reduce(0.0) {
                    $0 + Double(queries[$1 * positions + query]) * Double(keys[$1 * positions + key])
                }
                return exp(score / Double(channels).squareRoot())
            }
            let total = weights.reduce(0, +)
            for channel in 0..<channels {
                let sum = (0..<positions).reduce(0.0) { $0 + weights[$1] * Double(values[channel * positions + $1]) }
                result[channel * positions + query] = Float(sum / total)
            }
        }
        return result
    }
}
