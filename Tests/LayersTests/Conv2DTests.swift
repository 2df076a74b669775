import Checkpoints
import Layers
import TestSupport
import Tensors
import Testing

@Suite struct Conv2DTests {
    private struct Geometry: CustomStringConvertible {
        let inputs, outputs, height, width, kernel, stride: Int
        let padding: Conv2D.Padding
        var description: String { "\(inputs)×\(height)×\(width) to \(outputs), kernel \(kernel), stride \(stride)" }
    }

    private static let geometries = [
        Geometry(inputs: 3, outputs: 5, height: 7, width: 9, kernel: 3, stride: 1, padding: .same(kernel: 3)),
        Geometry(inputs: 8, outputs: 4, height: 6, width: 5, kernel: 1, stride: 1, padding: .none),
        Geometry(inputs: 4, outputs: 6, height: 8, width: 10, kernel: 3, stride: 2, padding: .bottomRight),
        Geometry(inputs: 3, outputs: 7, height: 12, width: 8, kernel: 4, stride: 4, padding: .none),
        // Wide enough for several tiles, the last of which is short and starts within a line.
        Geometry(inputs: 64, outputs: 3, height: 33, width: 31, kernel: 3, stride: 1, padding: .same(kernel: 3)),
        Geometry(inputs: 1, outputs: 1, height: 1, width: 1, kernel: 3, stride: 1, padding: .same(kernel: 3)),
    ]

    @Test(arguments: geometries.indices)
    func matchesTheDefinition(index: Int) throws {
        let geometry = Self.geometries[index]
        var random = SeededGenerator(seed: UInt64(index))
        let weight = Tensor(
            shape: [geometry.outputs, geometry.inputs, geometry.kernel, geometry.kernel],
            values: random.floats(geometry.outputs * geometry.inputs * geometry.kernel * geometry.kernel))
        let bias = Tensor(shape: [geometry.outputs], values: random.floats(geometry.outputs))
        let input = Tensor(
            shape: [geometry.inputs, geometry.height, geometry.width],
            values: random.floats(geometry.inputs * geometry.height * geometry.width))
        let layer = try Conv2D(
            Weights(MemoryCheckpoint(["weight": weight, "bias": bias])), inputs: geometry.inputs, outputs: geometry.outputs,
            kernel: geometry.kernel, stride: geometry.stride, padding: geometry.padding)
        let expected = convolution(input, weight, bias, geometry)
        let alone = layer(input, on: ComputePool(threads: 1))
        #expect(alone.shape == expected.shape)
        #expect(largestDifference(alone.values, expected.values) < 1e-4, "\(geometry)")
        for threads in [2, 5] {
            #expect(layer(input, on: ComputePool(threads: threads)).values == alone.values, "\(geometry) on \(threads) threads")
        }
    }

    private func convolution(_ input: Tensor, _ weight: Tensor, _ bias: Tensor, _ geometry: Geometry) -> Tensor {
        let (kernel, stride, padding) = (geometry.kernel, geometry.stride, geometry.padding)
        let height = (geometry.height + padding.top + padding.bottom - kernel) / stride + 1
        let width = (geometry.width + padding.left + padding.right - kernel) / stride + 1
        var output = Tensor(shape: [geometry.outputs, height, width])
        for channel in 0..<geometry.outputs {
            for y in 0..<height {
                for x in 0..<width {
                    var sum = Double(bias[channel])
                    for source in 0..<geometry.inputs {
                        for (kernelY, kernelX) in (0..<kernel).flatMap({ row in (0..<kernel).map { (row, $0) } }) {
                            let (row, column) = (y * stride + kernelY - padding.top, x * stride + kernelX - padding.left)
                            guard (0..<geometry.height).contains(row), (0..<geometry.width).contains(column) else { continue }
                            let weight = weight[((channel * geometry.inputs + source) * kernel + kernelY) * kernel + kernelX]
                            sum += Double(weight) * Double(input[(source * geometry.height + row) * geometry.width + column])
                        }
                    }
                    output[(channel * height + y) * width + x] = Float(sum)
                }
            }
        }
        return output
    }
}
