import Checkpoints
import Tensors

/// A two-dimensional convolution over `[channels, height, width]`, as a product of the weights with patches of the picture.
///
/// The patches are gathered tile by tile. A tile's size follows from the shape of the layer and of the picture alone, so the result
/// does not depend on the number of threads.
public struct Conv2D: Sendable {
    /// Zeros put around the picture.
    public struct Padding: Sendable, Equatable {
        public let top, left, bottom, right: Int

        public init(top: Int, left: Int, bottom: Int, right: Int) {
            (self.top, self.left, self.bottom, self.right) = (top, left, bottom, right)
        }

        public static func same(kernel: Int) -> Padding {
            Padding(top: kernel / 2, left: kernel / 2, bottom: kernel / 2, right: kernel / 2)
        }

        public static let none = Padding(top: 0, left: 0, bottom: 0, right: 0)
        /// taming-transformers pads a downsampling convolution on two sides only.
        public static let bottomRight = Padding(top: 0, left: 0, bottom: 1, right: 1)
    }

    public let inputChannels: Int
    public let outputChannels: Int
    private let kernel: Int
    private let stride: Int
    private let padding: Padding
    /// `[outputChannels, inputChannels · kernel · kernel]`
    private let weight: Tensor
    private let bias: Tensor?

    /// Floats of gathered patches that a tile may take: they should stay in a core's own cache.
    private static let tileFloats = 1 << 18
    private static let smallestTile = 64

    /// Reads `weight` `[outputs, inputs, kernel, kernel]` and, where there is one, `bias` `[outputs]` from a scope.
    public init(
        _ weights: Weights, inputs: Int, outputs: Int, kernel: Int, stride: Int = 1, padding: Padding? = nil,
        bias: Bool = true
    ) throws(CheckpointError) {
        inputChannels = inputs
        outputChannels = outputs
        self.kernel = kernel
        self.stride = stride
        self.padding = padding ?? .same(kernel: kernel)
        weight = try weights.tensor("weight", shape: [outputs, inputs, kernel, kernel])
            .reshaped([outputs, inputs * kernel * kernel])
        self.bias = bias ? try weights.tensor("bias", shape: [outputs]) : nil
    }

    /// `[inputs, height, width]` to a new `[outputs, height', width']`.
    public func callAsFunction(_ input: Tensor, on pool: ComputePool) -> Tensor {
        precondition(input.shape.count == 3 && input.shape[0] == inputChannels, "\(input.shape) for \(inputChannels) channels")
        let patches = PatchGeometry(
            channels: inputChannels, height: input.shape[1], width: input.shape[2], kernel: kernel, stride: stride,
            padding: padding)
        let area = patches.outputHeight * patches.outputWidth
        let depth = patches.depth
        let tile = max(Self.smallestTile, Self.tileFloats / depth)
        return Tensor(shape: [outputChannels, patches.outputHeight, patches.outputWidth]) { output in
            input.withUnsafeBufferPointer { input in
                weight.withUnsafeBufferPointer { weight in
                    pool.parallel(area, inRangesOf: tile) { range in
                        fillWithBias(output, columns: range, area: area)
                        let target = output.baseAddress! + range.lowerBound
                        if patches.isIdentity {
                            multiply(weight, by: input.baseAddress! + range.lowerBound, stride: area, into: target, range.count, depth, area)
                        } else {
                            withUnsafeTemporaryAllocation(of: Float.self, capacity: depth * range.count) { columns in
                                patches.gather(input, outputs: range, into: columns)
                                multiply(weight, by: columns.baseAddress!, stride: range.count, into: target, range.count, depth, area)
                            }
                        }
                    }
                }
            }
        }
    }

    private func fillWithBias(_ output: UnsafeMutableBufferPointer<Float>, columns: Range<Int>, area: Int) {
        for channel in 0..<outputChannels {
            output.extracting(channel * area + columns.lowerBound..<channel * area + columns.upperBound)
                .initialize(repeating: bias?[channel] ?? 0)
        }
    }

    private func multiply(
        _ weight: UnsafeBufferPointer<Float>, by columns: UnsafePointer<Float>, stride: Int,
        into output: UnsafeMutablePointer<Float>, _ count: Int, _ depth: Int, _ area: Int
    ) {
        MatrixProduct.multiply(
            m: outputChannels, n: count, k: depth, a: weight.baseAddress!, aStride: depth,
            b: columns, bStride: stride, beta: 1, c: output, cStride: area)
    }
}
