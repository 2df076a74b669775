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
    private static let smallestTile = 128
    private static let tileGranularity = 16

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
        let patches = patches(of: input)
        return Tensor(shape: [outputChannels, patches.outputHeight, patches.outputWidth]) { output in
            convolve(input, patches, on: pool, onto: output.baseAddress!) { channel, columns in
                columns.initialize(repeating: bias?[channel] ?? 0)
            }
        }
    }

    /// Adds the convolution of `[inputs, height, width]` to `[outputs, height', width']`: a residual connection without a tensor between.
    public func add(_ input: Tensor, to output: inout Tensor, on pool: ComputePool) {
        let patches = patches(of: input)
        precondition(
            output.shape == [outputChannels, patches.outputHeight, patches.outputWidth],
            "\(output.shape) for \(outputChannels) × \(patches.outputHeight) × \(patches.outputWidth)")
        output.withUnsafeMutableBufferPointer { output in
            convolve(input, patches, on: pool, onto: output.baseAddress!) { channel, columns in
                guard let bias = bias?[channel] else { return }
                for index in columns.indices { columns[index] += bias }
            }
        }
    }

    private func patches(of input: Tensor) -> PatchGeometry {
        precondition(input.shape.count == 3 && input.shape[0] == inputChannels, "\(input.shape) for \(inputChannels) channels")
        return PatchGeometry(
            channels: inputChannels, height: input.shape[1], width: input.shape[2], kernel: kernel, stride: stride,
            padding: padding)
    }

    /// Adds the product, tile by tile, to an output that `prepare` has made ready: a channel's part of a tile at a time.
    private func convolve(
        _ input: Tensor, _ patches: PatchGeometry, on pool: ComputePool, onto output: UnsafeMutablePointer<Float>,
        prepare: (_ channel: Int, _ columns: UnsafeMutableBufferPointer<Float>) -> Void
    ) {
        let area = patches.outputHeight * patches.outputWidth
        let depth = patches.depth
        input.withUnsafeBufferPointer { input in
            weight.withUnsafeBufferPointer { weight in
                pool.parallel(area, inRangesOf: Self.tile(depth: depth)) { range in
                    let target = output + range.lowerBound
                    for channel in 0..<outputChannels {
                        prepare(channel, UnsafeMutableBufferPointer(start: target + channel * area, count: range.count))
                    }
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

    /// Columns of a tile: a multiple of what any processor's product kernel takes at once.
    private static func tile(depth: Int) -> Int {
        max(tileFloats / depth, smallestTile) / tileGranularity * tileGranularity
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
