import Foundation
import Layers
import TestSupport
import Tensors
import Testing

@Suite struct DepthwiseConv2DTests {
    private struct Geometry {
        let channels, height, width, kernel, stride: Int
        let padding: Conv2D.Padding
        var pictures = 1
    }

    private static let geometries = [
        Geometry(channels: 5, height: 7, width: 9, kernel: 3, stride: 1, padding: .same(kernel: 3), pictures: 2),
        Geometry(channels: 24, height: 8, width: 6, kernel: 3, stride: 2, padding: .tensorFlowSame(kernel: 3, stride: 2)),
        Geometry(channels: 48, height: 10, width: 34, kernel: 5, stride: 2, padding: .tensorFlowSame(kernel: 5, stride: 2), pictures: 3),
        Geometry(channels: 1, height: 1, width: 1, kernel: 5, stride: 1, padding: .same(kernel: 5)),
        Geometry(channels: 300, height: 33, width: 31, kernel: 5, stride: 1, padding: .same(kernel: 5)),
    ]

    @Test(arguments: geometries.indices, [false, true])
    func matchesTheDefinition(index: Int, swish: Bool) {
        let geometry = Self.geometries[index]
        var random = SeededGenerator(seed: UInt64(index))
        func tensor(_ shape: [Int]) -> Tensor { Tensor(shape: shape, values: random.floats(shape.reduce(1, *))) }
        let weight = tensor([geometry.channels, 1, geometry.kernel, geometry.kernel])
        let bias = swish ? tensor([geometry.channels]) : nil
        let input = tensor([geometry.pictures, geometry.height, geometry.width, geometry.channels])
        let layer = DepthwiseConv2D(weight: weight, bias: bias, stride: geometry.stride, padding: geometry.padding, swish: swish)
        let expected = convolution(input, weight, bias, geometry, swish: swish)

        let alone = Workspace(pool: ComputePool(threads: 1))
        let output = layer(FeatureMap(input, in: alone), in: alone).tensor
        #expect(output.shape == expected.shape)
        #expect(largestDifference(output.values, expected.values) < 1e-5)
        for threads in [2, 5] {
            let several = Workspace(pool: ComputePool(threads: threads))
            #expect(layer(FeatureMap(input, in: several), in: several).tensor.values == output.values)
        }
        for picture in 0..<geometry.pictures where geometry.pictures > 1 {
            let single = layer(FeatureMap(input.rows(picture..<picture + 1), in: alone), in: alone).tensor
            #expect(single.values == output.rows(picture..<picture + 1).values)
        }
    }

    private func convolution(_ input: Tensor, _ weight: Tensor, _ bias: Tensor?, _ geometry: Geometry, swish: Bool) -> Tensor {
        let (kernel, stride, padding, channels) = (geometry.kernel, geometry.stride, geometry.padding, geometry.channels)
        let height = (geometry.height + padding.top + padding.bottom - kernel) / stride + 1
        let width = (geometry.width + padding.left + padding.right - kernel) / stride + 1
        var output: [Float] = []
        for place in 0..<geometry.pictures * height * width {
            let (picture, y, x) = (place / width / height, place / width % height, place % width)
            for channel in 0..<channels {
                var sum = bias.map { Double($0[channel]) } ?? 0
                for (kernelY, kernelX) in (0..<kernel).flatMap({ row in (0..<kernel).map { (row, $0) } }) {
                    let (row, column) = (y * stride + kernelY - padding.top, x * stride + kernelX - padding.left)
                    guard (0..<geometry.height).contains(row), (0..<geometry.width).contains(column) else { continue }
                    let pixel = (picture * geometry.height + row) * geometry.width + column
                    sum += Double(weight[(channel * kernel + kernelY) * kernel + kernelX]) * Double(input[pixel * channels + channel])
                }
                output.append(swish ? Float(sum) * (1 / (1 + Float(exp(-sum)))) : Float(sum))
            }
        }
        return Tensor(shape: [geometry.pictures, height, width, channels], values: output)
    }
}
