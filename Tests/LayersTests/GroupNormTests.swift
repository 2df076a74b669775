import Checkpoints
import Foundation
import Layers
import TestSupport
import Tensors
import Testing

@Suite struct GroupNormTests {
    @Test(arguments: [false, true])
    func agreesWithTheDefinitionInPlaceAndOutOfPlace(swish: Bool) throws {
        var generator = SeededGenerator(seed: 1)
        let (channels, groups, area) = (12, 4, 35)
        let scale = generator.floats(channels)
        let shift = generator.floats(channels)
        let layer = try GroupNorm(
            Weights(
                MemoryCheckpoint([
                    "weight": Tensor(shape: [channels], values: scale), "bias": Tensor(shape: [channels], values: shift),
                ])), channels: channels, groups: groups)
        let input = Tensor(shape: [channels, 5, 7], values: generator.floats(channels * area).map { 3 * $0 + 1 })

        var expected: [Float] = []
        for channel in 0..<channels {
            let first = channel / 3 * 3 * area
            let group = input.values[first..<first + 3 * area].map(Double.init)
            let mean = group.reduce(0, +) / Double(group.count)
            let variance = group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(group.count)
            for place in 0..<area {
                let normalized = (Double(input[channel * area + place]) - mean) / (variance + 1e-6).squareRoot()
                let value = normalized * Double(scale[channel]) + Double(shift[channel])
                expected.append(Float(swish ? value / (1 + exp(-value)) : value))
            }
        }
        let output = layer(input, swish: swish, on: .shared)
        #expect(output.shape == input.shape)
        #expect(largestDifference(output.values, expected) < 1e-5)
        var inPlace = input
        layer.apply(inPlace: &inPlace, swish: swish, on: .shared)
        #expect(inPlace.values == output.values)
    }
}
