import CKernels
import Checkpoints
import Tensors

/// Densely connected 3 × 3 convolutions (Huang, Liu, van der Maaten, Weinberger: "Densely Connected Convolutional Networks", 2017) around
/// which the input is added to the output, by Winograd's F(2 × 2, 3 × 3).
public struct DenseBlock: Sendable {
    public let shape: DenseShape
    private let convolutions: [Convolution]
    private let negativeSlope: Float

    private struct Convolution: Sendable {
        /// `[16, outputs, channels]`
        let weights: PackedWeights
        let bias: Tensor
    }

    /// Reads `weight` `[outputs, inputs, 3, 3]` and `bias` `[outputs]` of each convolution from a scope of its own.
    ///
    /// - Parameters:
    ///   - negativeSlope: what negative outputs of all convolutions but the last are multiplied by.
    ///   - residualScale: what the last one's outputs are multiplied by before they are added to the input.
    public init(_ scopes: [Weights], shape: DenseShape, negativeSlope: Float, residualScale: Float) throws(CheckpointError) {
        precondition(scopes.count == shape.convolutions, "\(scopes.count) scopes for \(shape.convolutions) convolutions")
        precondition((0...1).contains(negativeSlope), "a slope of \(negativeSlope)")
        self.shape = shape
        self.negativeSlope = negativeSlope
        var convolutions: [Convolution] = []
        for (index, scope) in scopes.enumerated() {
            let (inputs, outputs) = (shape.inputs(of: index), shape.outputs(of: index))
            var weight = try scope.tensor("weight", shape: [outputs, inputs, 3, 3])
            var bias = try scope.tensor("bias", shape: [outputs])
            if index == scopes.count - 1 {
                weight.scale(by: residualScale)
                bias.scale(by: residualScale)
            }
            let atPoints = WinogradConvolution.weightsAtPoints(
                weight, places: shape.places(of: index), channels: shape.place(ofSource: index + 1))
            convolutions.append(Convolution(weights: PackedWeights(atPoints, precision: shape.precision), bias: bias))
        }
        self.convolutions = convolutions
    }

    /// The picture becomes itself plus what the convolutions make of it. A pixel's sums run in one order, whichever are computed beside it.
    ///
    /// - Parameters:
    ///   - keeping: whether a copy of the picture is put aside before.
    ///   - joining: what the new picture is multiplied by before it is added to the copy; it is left alone when nil.
    public func apply(to features: DenseFeatures, keeping: Bool = false, joining: Float? = nil, in workspace: Workspace) {
        precondition(features.shape == shape, "features of \(features.shape) for \(shape)")
        let grid = features.grid
        for first in stride(from: 0, to: grid.rowCount + shape.convolutions - 1, by: grid.rowsOfBand) {
            for index in convolutions.indices {
                let rows = grid.rows(ofConvolution: index, bandFrom: first)
                withProducts(of: index, features, keeping: keeping, joining: joining) { products in
                    workspace.pool.parallel(rows.count * grid.blocksOfRow) { task in
                        workspace.withScratch(of: Float.self, count: products.scratchCount) { scratch in
                            products.compute(
                                row: rows.lowerBound + task / grid.blocksOfRow, block: task % grid.blocksOfRow, scratch: scratch)
                        }
                    }
                }
            }
        }
    }

    /// Calls `body` with a convolution, which holds no reference, while all that it reads and writes is in memory.
    private func withProducts(
        of index: Int, _ features: DenseFeatures, keeping: Bool, joining: Float?, _ body: (DenseProducts) -> Void
    ) {
        let isLast = index == convolutions.count - 1
        withExtendedLifetime(features) {
            convolutions[index].weights.withPanels { panels in
                convolutions[index].bias.withUnsafeBufferPointer { bias in
                    body(
                        DenseProducts(
                            grid: features.grid,
                            source: index == 0 ? features.stream.pixels : features.grown[(index - 1) % 2].pixels,
                            place: shape.place(ofSource: index), channels: shape.place(ofSource: index + 1), ring: features.ring,
                            panels: panels, bias: bias.baseAddress!, outputs: shape.outputs(of: index),
                            negativeSlope: isLast ? 1 : negativeSlope, accumulates: isLast,
                            target: isLast ? features.stream.pixels : features.grown[index % 2].pixels,
                            copy: keeping && index == 0 ? features.kept.pixels : nil,
                            joined: isLast ? joining.map { (picture: features.kept.pixels, scale: $0) } : nil))
                }
            }
        }
    }
}

extension Tensor {
    fileprivate mutating func scale(by factor: Float) {
        withUnsafeMutableBufferPointer { values in
            for index in values.indices { values[index] *= factor }
        }
    }
}
