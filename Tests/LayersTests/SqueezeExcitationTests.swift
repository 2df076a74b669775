import Checkpoints
import Foundation
import Layers
import TestSupport
import Tensors
import Testing

@Suite struct SqueezeExcitationTests {
    private let workspace = Workspace(pool: ComputePool(threads: 2))

    @Test func gatesWeighWholeChannels() throws {
        // Two channels, squeezed to their sum; the second one's gate hangs on it, the first one's is one half.
        func scope(_ weight: [Float], _ bias: [Float], shape: [Int]) -> Weights {
            Weights(
                MemoryCheckpoint([
                    "weight": Tensor(shape: shape, values: weight), "bias": Tensor(shape: [bias.count], values: bias),
                ]))
        }
        let layer = try SqueezeExcitation(
            reduce: scope([1, 1], [0.5], shape: [1, 2, 1, 1]), expand: scope([0, 2], [0, 1], shape: [2, 1, 1, 1]), channels: 2, squeezed: 1)
        let input = Tensor(shape: [2, 1, 2, 2], values: [1, 2, 3, 4, -1, -2, -3, -4])
        let map = FeatureMap(input, in: workspace)
        let identity = Conv2D(weight: Tensor(shape: [2, 2, 1, 1], values: [1, 0, 0, 1]), bias: nil)
        let output = identity(map, through: layer.map(of: map, in: workspace), in: workspace).tensor
        for picture in 0..<2 {
            let values = (0..<4).map { input[picture * 4 + $0] }
            let squeezed = values.reduce(0, +) / 2 + 0.5
            let gate = sigmoid(2 * squeezed * sigmoid(squeezed) + 1)
            let expected = [values[0] / 2, values[1] * gate, values[2] / 2, values[3] * gate]
            #expect(largestDifference(Array(output.values[picture * 4..<picture * 4 + 4]), expected) < 1e-5)
        }
    }

    private func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }
}
