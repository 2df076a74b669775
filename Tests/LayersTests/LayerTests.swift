import Checkpoints
import Foundation
import Layers
import TestSupport
import Tensors
import Testing

@Suite struct LayerTests {
    private func weights(_ tensors: [String: Tensor]) -> Weights { Weights(MemoryCheckpoint(tensors)) }

    @Test func linearAddsItsBias() throws {
        let layer = try Linear(
            weights(["weight": Tensor(shape: [2, 3], values: [1, 2, 3, 4, 5, 6]), "bias": Tensor(shape: [2], values: [10, 20])]),
            inputs: 3, outputs: 2)
        let output = layer(Tensor(shape: [2, 3], values: [1, 0, 0, 1, 1, 1]), on: .shared)
        #expect(output.shape == [2, 2])
        #expect(output.values == [11, 24, 16, 35])
    }

    @Test func aWrongShapeIsNamed() {
        let weights = weights(["weight": Tensor(shape: [2, 3])])
        #expect(throws: CheckpointError.self) { try Linear(weights, inputs: 4, outputs: 2, bias: false) }
        #expect(throws: CheckpointError.self) { try Linear(weights, inputs: 3, outputs: 2) }
    }

    @Test func embeddingCopiesAndAdds() throws {
        let layer = try Embedding(weights(["weight": Tensor(shape: [3, 2], values: [1, 2, 3, 4, 5, 6])]), entries: 3, width: 2)
        var rows = Tensor(shape: [2, 2])
        layer.copy(2, toRow: 1, of: &rows)
        layer.add(0, toRow: 1, of: &rows)
        #expect(rows.values == [0, 0, 6, 8])
    }

    @Test func layerNormCentresRows() throws {
        let layer = try LayerNorm(
            weights(["weight": Tensor(shape: [4], values: [1, 1, 2, 1]), "bias": Tensor(shape: [4], values: [0, 0, 0, 5])]), width: 4)
        var rows = Tensor(shape: [1, 4], values: [1, 2, 3, 4])
        layer.apply(inPlace: &rows, rows: 1, on: .shared)
        // Mean 2.5, variance 1.25.
        let unit = Float(1 / (1.25 + 1e-5).squareRoot())
        #expect(largestDifference(rows.values, [-1.5 * unit, -0.5 * unit, 2 * 0.5 * unit, 1.5 * unit + 5]) < 1e-5)
    }
}
