import Checkpoints
import Foundation
import Layers
import TestSupport
import Tensors
import Testing

@Suite struct GroupNormTests {
    private func layer(_ scale: [Float], _ shift: [Float], groups: Int) throws -> GroupNorm {
        let channels = scale.count
        let tensors = ["weight": Tensor(shape: [channels], values: scale), "bias": Tensor(shape: [channels], values: shift)]
        return try GroupNorm(Weights(MemoryCheckpoint(tensors)), channels: channels, groups: groups)
    }

    /// What the layer makes of `[pictures, height, width, channels]`, seen through a convolution that changes nothing.
    private func normalized(_ input: Tensor, by layer: GroupNorm, swish: Bool, threads: Int) -> [Float] {
        let channels = layer.channels
        let identity = Tensor(
            shape: [channels, channels, 1, 1],
            values: (0..<channels * channels).map { $0 / channels == $0 % channels ? 1 : 0 })
        let workspace = Workspace(pool: ComputePool(threads: threads))
        let maps = FeatureMap(input, in: workspace)
        return Conv2D(weight: identity, bias: nil)(maps, through: layer.map(of: maps, swish: swish, in: workspace), in: workspace)
            .tensor.values
    }

    private func definition(_ input: Tensor, _ scale: [Float], _ shift: [Float], groups: Int, swish: Bool) -> [Float] {
        let channels = scale.count
        let members = channels / groups
        let picture = input.count / input.shape[0]
        var result = [Float](repeating: 0, count: input.count)
        for (first, group) in stride(from: 0, to: input.count, by: picture).flatMap({ first in (0..<groups).map { (first, $0) } }) {
            let places = stride(from: first, to: first + picture, by: channels).flatMap { pixel in
                (0..<members).map { pixel + group * members + $0 }
            }
            let values = places.map { Double(input[$0]) }
            let mean = values.reduce(0, +) / Double(values.count)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
            for (place, value) in zip(places, values) {
                let channel = place % channels
                let mapped = (value - mean) / (variance + 1e-6).squareRoot() * Double(scale[channel]) + Double(shift[channel])
                result[place] = Float(swish ? mapped / (1 + exp(-mapped)) : mapped)
            }
        }
        return result
    }

    @Test(arguments: [false, true])
    func agreesWithTheDefinition(swish: Bool) throws {
        var generator = SeededGenerator(seed: 1)
        // Channels of a whole vector and more, and fewer; pixels of several ranges.
        for (channels, groups, height, width) in [(12, 4, 5, 7), (96, 32, 40, 33), (64, 32, 1, 1)] {
            let scale = generator.floats(channels)
            let shift = generator.floats(channels)
            let layer = try layer(scale, shift, groups: groups)
            let input = Tensor(
                shape: [2, height, width, channels], values: generator.floats(2 * height * width * channels).map { 3 * $0 + 1 })
            let output = normalized(input, by: layer, swish: swish, threads: 1)
            #expect(largestDifference(output, definition(input, scale, shift, groups: groups, swish: swish)) < 1e-5)
            for threads in [2, 5] { #expect(normalized(input, by: layer, swish: swish, threads: threads) == output) }
            let second = normalized(input.rows(1..<2), by: layer, swish: swish, threads: 2)
            #expect(second == Array(output[(output.count / 2)...]), "a picture's statistics are its own")
        }
    }

    /// A million values a thousand deviations away from zero: a sum of squares in single precision would have no digit left.
    @Test func largeMeansLoseNothing() throws {
        var generator = SeededGenerator(seed: 2)
        let values = generator.floats(1 << 20).map { 1000 + $0 }
        let layer = try layer([1, 1], [0, 0], groups: 1)
        let output = normalized(Tensor(shape: [1, 1 << 10, 1 << 9, 2], values: values), by: layer, swish: false, threads: 2)
        let mean = output.reduce(0.0) { $0 + Double($1) } / Double(output.count)
        let variance = output.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(output.count)
        // Gain and offset are single precision themselves: an offset of about 1700 has steps of 1.2e-4.
        #expect(abs(mean) < 2e-4)
        #expect(abs(variance - 1) < 1e-4)
    }
}
