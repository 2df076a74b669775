import Layers
import TestSupport
import Tensors
import Testing

@Suite struct Conv2DTests {
    private struct Geometry: CustomStringConvertible {
        let inputs, outputs, height, width, kernel: Int
        var stride = 1
        var padding: Conv2D.Padding?
        var doubling = false
        var negativeSlope: Float = 1
        var pictures = 1
        var description: String { "\(inputs)×\(height)×\(width) to \(outputs), kernel \(kernel), stride \(stride)" }
    }

    private static let geometries = [
        Geometry(inputs: 3, outputs: 5, height: 7, width: 9, kernel: 3),
        Geometry(inputs: 8, outputs: 4, height: 6, width: 5, kernel: 1, pictures: 3),
        Geometry(inputs: 4, outputs: 6, height: 8, width: 10, kernel: 3, stride: 2, padding: .bottomRight, pictures: 2),
        Geometry(inputs: 3, outputs: 7, height: 12, width: 8, kernel: 4, stride: 4, padding: Conv2D.Padding.none),
        Geometry(inputs: 64, outputs: 3, height: 33, width: 31, kernel: 3),
        Geometry(inputs: 1, outputs: 1, height: 1, width: 1, kernel: 3),
        // Wide enough for Winograd's tiles: pictures of even and odd sides, tiles that do not fill a block, panels that are not full.
        Geometry(inputs: 32, outputs: 48, height: 8, width: 8, kernel: 3, pictures: 5),
        Geometry(inputs: 19, outputs: 33, height: 9, width: 13, kernel: 3, pictures: 2),
        Geometry(inputs: 40, outputs: 16, height: 1, width: 1, kernel: 3),
        Geometry(inputs: 17, outputs: 70, height: 2, width: 90, kernel: 3),
        Geometry(inputs: 16, outputs: 16, height: 5, width: 7, kernel: 3, doubling: true, pictures: 2),
        Geometry(inputs: 3, outputs: 5, height: 8, width: 3, kernel: 3, doubling: true),
        Geometry(inputs: 20, outputs: 21, height: 5, width: 6, kernel: 3, negativeSlope: 0.2),
        Geometry(inputs: 2, outputs: 16, height: 3, width: 4, kernel: 3, doubling: true, negativeSlope: 0),
    ]

    @Test(arguments: geometries.indices, Precision.allCases)
    func matchesTheDefinition(index: Int, precision: Precision) throws {
        let geometry = Self.geometries[index]
        var random = SeededGenerator(seed: UInt64(index))
        func tensor(_ shape: [Int]) -> Tensor { Tensor(shape: shape, values: random.floats(shape.reduce(1, *))) }
        let weight = tensor([geometry.outputs, geometry.inputs, geometry.kernel, geometry.kernel])
        let bias = tensor([geometry.outputs])
        let input = tensor([geometry.pictures, geometry.height, geometry.width, geometry.inputs])
        let layer = Conv2D(
            weight: weight, bias: bias, stride: geometry.stride, padding: geometry.padding, doubling: geometry.doubling,
            negativeSlope: geometry.negativeSlope, precision: precision)
        let expected = convolution(input, weight, bias, geometry)
        let depth = Float(geometry.inputs * geometry.kernel * geometry.kernel)
        // A sum of `depth` products of numbers in -1 ..< 1, each with a relative error of up to 2^-8 in bfloat16.
        let bound = precision == .float32 ? 1e-6 * depth : 1e-2 * depth.squareRoot()

        let alone = Workspace(pool: ComputePool(threads: 1))
        let output = layer(FeatureMap(input, in: alone), in: alone).tensor
        #expect(output.shape == expected.shape)
        #expect(largestDifference(output.values, expected.values) < bound, "\(geometry)")

        let sum = FeatureMap(output, in: alone)
        layer.add(FeatureMap(input, in: alone), to: sum, in: alone)
        #expect(sum.tensor.values == output.values.map { $0 + $0 }, "\(geometry) added")

        for threads in [2, 5] {
            let several = Workspace(pool: ComputePool(threads: threads))
            let again = layer(FeatureMap(input, in: several), in: several).tensor
            #expect(again.values == output.values, "\(geometry) on \(threads) threads")
        }
        for picture in 0..<geometry.pictures where geometry.pictures > 1 {
            let single = layer(FeatureMap(input.rows(picture..<picture + 1), in: alone), in: alone).tensor
            #expect(single.values == output.rows(picture..<picture + 1).values, "\(geometry), picture \(picture) alone")
        }
    }

    private func convolution(_ input: Tensor, _ weight: Tensor, _ bias: Tensor, _ geometry: Geometry) -> Tensor {
        let (kernel, stride, inputs) = (geometry.kernel, geometry.stride, geometry.inputs)
        let padding = geometry.padding ?? .same(kernel: kernel)
        let scale = geometry.doubling ? 2 : 1
        let (inputHeight, inputWidth) = (geometry.height * scale, geometry.width * scale)
        let height = (inputHeight + padding.top + padding.bottom - kernel) / stride + 1
        let width = (inputWidth + padding.left + padding.right - kernel) / stride + 1
        var output: [Float] = []
        for place in 0..<geometry.pictures * height * width {
            let (picture, y, x) = (place / width / height, place / width % height, place % width)
            for channel in 0..<geometry.outputs {
                var sum = Double(bias[channel])
                for (kernelY, kernelX) in (0..<kernel).flatMap({ row in (0..<kernel).map { (row, $0) } }) {
                    let (row, column) = (y * stride + kernelY - padding.top, x * stride + kernelX - padding.left)
                    guard (0..<inputHeight).contains(row), (0..<inputWidth).contains(column) else { continue }
                    let pixel = (picture * geometry.height + row / scale) * geometry.width + column / scale
                    for source in 0..<inputs {
                        let weight = weight[((channel * inputs + source) * kernel + kernelY) * kernel + kernelX]
                        sum += Double(weight) * Double(input[pixel * inputs + source])
                    }
                }
                output.append(Float(sum < 0 ? sum * Double(geometry.negativeSlope) : sum))
            }
        }
        return Tensor(shape: [geometry.pictures, height, width, geometry.outputs], values: output)
    }
}
