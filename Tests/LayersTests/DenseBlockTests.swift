import Checkpoints
import Layers
import TestSupport
import Tensors
import Testing

@Suite struct DenseBlockTests {
    private struct Geometry: CustomStringConvertible {
        let features, growth, convolutions, height, width: Int
        var description: String { "\(features) features and \(growth) from each of \(convolutions), \(height)×\(width)" }
    }

    private static let geometries = [
        Geometry(features: 64, growth: 32, convolutions: 5, height: 17, width: 70),
        Geometry(features: 5, growth: 3, convolutions: 5, height: 4, width: 6),
        // So large that it is several bands.
        Geometry(features: 64, growth: 64, convolutions: 4, height: 61, width: 200),
        Geometry(features: 18, growth: 70, convolutions: 2, height: 7, width: 9),
        Geometry(features: 80, growth: 1, convolutions: 3, height: 1, width: 1),
        Geometry(features: 1, growth: 17, convolutions: 4, height: 2, width: 131),
    ]

    private func sum(_ values: [Float], _ others: [Float], scale: Float) -> [Float] {
        var values = values
        for index in values.indices { values[index] += scale * others[index] }
        return values
    }

    /// Against plain convolutions of what is put together.
    @Test(arguments: geometries.indices, [Precision.float32, .bfloat16])
    func matchesItsConvolutions(index: Int, precision: Precision) throws {
        let geometry = Self.geometries[index]
        let (height, width, features) = (geometry.height, geometry.width, geometry.features)
        var random = SeededGenerator(seed: UInt64(index))
        var tensors: [String: Tensor] = [:]
        for convolution in 0..<geometry.convolutions {
            let inputs = features + convolution * geometry.growth
            let outputs = convolution < geometry.convolutions - 1 ? geometry.growth : features
            let spread = 1 / Float(9 * inputs).squareRoot()
            tensors["\(convolution).weight"] = Tensor(
                shape: [outputs, inputs, 3, 3], values: random.floats(outputs * inputs * 9).map { (value: Float) -> Float in value * spread })
            tensors["\(convolution).bias"] = Tensor(shape: [outputs], values: random.floats(outputs))
        }
        let weights = Weights(MemoryCheckpoint(tensors))
        let shape = DenseShape(features: features, growth: geometry.growth, convolutions: geometry.convolutions, precision: precision)
        let block = try DenseBlock(
            (0..<geometry.convolutions).map { weights[scope: "\($0)"] }, shape: shape, negativeSlope: 0.2, residualScale: 0.5)
        #expect(weights.unread().isEmpty)
        let input = Tensor(shape: [1, height, width, features], values: random.floats(height * width * features))

        let alone = Workspace(pool: ComputePool(threads: 1))
        func applied(in workspace: Workspace) -> [Float] {
            let memory = DenseFeatures(FeatureMap(input, in: workspace), shape: shape, in: workspace)
            block.apply(to: memory, in: workspace)
            block.apply(to: memory, keeping: true, joining: 0.25, in: workspace)
            return memory.featureMap(in: workspace).tensor.values
        }
        func expected(_ input: [Float]) throws -> [Float] {
            var (read, channels) = (input, features)
            for convolution in 0..<geometry.convolutions {
                let layer = Conv2D(
                    weight: try weights[scope: "\(convolution)"].tensor("weight", shape: tensors["\(convolution).weight"]!.shape),
                    bias: tensors["\(convolution).bias"])
                let map = FeatureMap(Tensor(shape: [1, height, width, channels], values: read), in: alone)
                let made = layer(map, in: alone).tensor.values
                if convolution == geometry.convolutions - 1 { return sum(input, made, scale: 0.5) }
                var together: [Float] = []
                for pixel in 0..<height * width {
                    together += read[pixel * channels..<(pixel + 1) * channels]
                    for value in made[pixel * geometry.growth..<(pixel + 1) * geometry.growth] {
                        together.append(value < 0 ? Float(0.2) * value : value)
                    }
                }
                read = together
                channels += geometry.growth
            }
            return read
        }
        let once = try expected(input.values)
        let truth = sum(once, try expected(once), scale: 0.25)
        let output = applied(in: alone)
        #expect(largestDifference(output, truth) < (precision == .float32 ? 2e-5 : 0.03), "\(geometry)")
        for threads in [2, 5] {
            #expect(applied(in: Workspace(pool: ComputePool(threads: threads))) == output, "\(geometry) on \(threads) threads")
        }
    }
}
