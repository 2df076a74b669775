import Checkpoints
import Layers
import TestSupport
import Tensors
import Testing

@Suite struct BatchNorm2DTests {
    private let workspace = Workspace(pool: ComputePool(threads: 2))

    private func norm(variances: [Float]) throws -> BatchNorm2D {
        let channels = variances.count
        var random = SeededGenerator(seed: 1)
        func values() -> Tensor { Tensor(shape: [channels], values: random.floats(channels)) }
        return try BatchNorm2D(
            Weights(
                MemoryCheckpoint([
                    "weight": Tensor(shape: [channels], values: (0..<channels).map { 1 + Float($0) }),
                    "bias": Tensor(shape: [channels], values: (0..<channels).map { Float($0) - 0.5 }),
                    "running_mean": values(), "running_var": Tensor(shape: [channels], values: variances),
                ])), channels: channels, epsilon: 1e-3)
    }

    /// (x − mean) / √(variance + ε) · weight + bias, behind a convolution.
    @Test func foldsIntoTheConvolutionBeforeIt() throws {
        var random = SeededGenerator(seed: 2)
        let weight = Tensor(shape: [2, 3, 1, 1], values: random.floats(6))
        let input = FeatureMap(Tensor(shape: [1, 2, 2, 3], values: random.floats(12)), in: workspace)
        let plain = Conv2D(weight: weight, bias: nil)(input, in: workspace).tensor
        let folded = try norm(variances: [0.25, 4]).folded(into: weight)
        let normalised = Conv2D(weight: folded.weight, bias: folded.bias)(input, in: workspace).tensor
        var means = SeededGenerator(seed: 1)
        let mean = means.floats(2)
        let expected = (0..<8).map { index -> Float in
            let channel = index % 2
            let deviation = ([0.25, 4][channel] + 1e-3 as Float).squareRoot()
            return (plain[index] - mean[channel]) / deviation * Float(1 + channel) + Float(channel) - 0.5
        }
        #expect(largestDifference(normalised.values, expected) < 1e-5)
    }

    /// What no training leaves behind comes from a stranger's file, and must not become a NaN.
    @Test func aVarianceBelowZeroIsNone() throws {
        let weight = Tensor(shape: [1, 1, 1, 1], values: [2])
        let folded = try norm(variances: [-3]).folded(into: weight)
        #expect(abs(folded.weight[0] - 2 / (1e-3 as Float).squareRoot()) < 1e-3)
    }
}
