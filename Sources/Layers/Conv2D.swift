import Checkpoints
import Tensors

/// A two-dimensional convolution over feature maps `[pictures, height, width, channels]`, as products of the weights with parts of the
/// prepared picture. How the products are formed depends on the layer's shape alone, and in what precision on the weights.
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

        /// As TensorFlow's "same" pads pictures of even sides: where the zeros cannot be as many on both sides, one more at the end.
        public static func tensorFlowSame(kernel: Int, stride: Int) -> Padding {
            let zeros = max(kernel - stride, 0)
            return Padding(top: zeros / 2, left: zeros / 2, bottom: zeros - zeros / 2, right: zeros - zeros / 2)
        }

        public static let none = Padding(top: 0, left: 0, bottom: 0, right: 0)
        /// taming-transformers pads a downsampling convolution on two sides only.
        public static let bottomRight = Padding(top: 0, left: 0, bottom: 1, right: 1)
    }

    public let inputChannels: Int
    public let outputChannels: Int
    private let method: any ConvolutionMethod
    private let bias: Tensor?

    /// Reads `weight` `[outputs, inputs, kernel, kernel]` and, where there is one, `bias` `[outputs]` from a scope.
    ///
    /// - Parameters:
    ///   - padding: as much as keeps the picture's size when nil.
    ///   - doubling: whether each pixel becomes a square of four before the convolution, whose kernel must be 3 × 3 then.
    ///   - negativeSlope: what negative outputs are multiplied by, as a leaky ReLU does; other than 1 for a plain 3 × 3 convolution only.
    public init(
        _ weights: Weights, inputs: Int, outputs: Int, kernel: Int, stride: Int = 1, padding: Padding? = nil,
        doubling: Bool = false, negativeSlope: Float = 1, bias: Bool = true, precision: Precision = .float32
    ) throws(CheckpointError) {
        self.init(
            weight: try weights.tensor("weight", shape: [outputs, inputs, kernel, kernel]),
            bias: bias ? try weights.tensor("bias", shape: [outputs]) : nil,
            stride: stride, padding: padding, doubling: doubling, negativeSlope: negativeSlope, precision: precision)
    }

    /// - Parameters:
    ///   - weight: `[outputs, inputs, kernel, kernel]`.
    ///   - bias: `[outputs]`, or nil for none.
    ///   - activation: of the outputs; not for a plain 3 × 3 convolution, whose reader applies one on the way in.
    public init(
        weight: Tensor, bias: Tensor?, stride: Int = 1, padding: Padding? = nil, doubling: Bool = false, negativeSlope: Float = 1,
        activation: Activation? = nil, precision: Precision = .float32
    ) {
        precondition(weight.shape.count == 4 && weight.shape[2] == weight.shape[3], "a kernel of the shape \(weight.shape)")
        let kernel = weight.shape[2]
        let padding = padding ?? .same(kernel: kernel)
        outputChannels = weight.shape[0]
        inputChannels = weight.shape[1]
        self.bias = bias
        let tiled = kernel == 3 && stride == 1 && padding == .same(kernel: 3)
        precondition(tiled || !(doubling || negativeSlope != 1), "only a plain 3 × 3 convolution doubles its input or has a slope")
        precondition((0...1).contains(negativeSlope), "a slope of \(negativeSlope)")
        if doubling || negativeSlope != 1 || (tiled && WinogradConvolution.suits(inputs: inputChannels)) {
            precondition(activation == nil, "tiles have no activation")
            method = WinogradConvolution(weight, doubling: doubling, negativeSlope: negativeSlope, precision: precision)
        } else {
            method = DirectConvolution(weight, stride: stride, padding: padding, activation: activation, precision: precision)
        }
    }

    /// A new map `[pictures, height', width', outputs]` from `[pictures, height, width, inputs]`, whose values go through `map` first.
    public func callAsFunction(_ input: FeatureMap, through map: ChannelMap = .identity, in workspace: Workspace) -> FeatureMap {
        let size = method.outputSize(height: input.height, width: input.width)
        let output = FeatureMap(
            pictures: input.pictures, height: size.height, width: size.width, channels: outputChannels, in: workspace)
        convolve(input, through: map, accumulates: false, into: output, in: workspace)
        return output
    }

    /// Adds the convolution to a map of its size: a residual connection without a map between.
    public func add(_ input: FeatureMap, through map: ChannelMap = .identity, to output: FeatureMap, in workspace: Workspace) {
        let size = method.outputSize(height: input.height, width: input.width)
        precondition(
            output.pictures == input.pictures && output.height == size.height && output.width == size.width
                && output.channels == outputChannels,
            "\(output.pictures) maps of \(output.height) × \(output.width) × \(output.channels) for \(size) × \(outputChannels)")
        convolve(input, through: map, accumulates: true, into: output, in: workspace)
    }

    private func convolve(
        _ input: FeatureMap, through map: ChannelMap, accumulates: Bool, into output: FeatureMap, in workspace: Workspace
    ) {
        precondition(input.channels == inputChannels, "\(input.channels) channels for \(inputChannels)")
        output.moments = method.convolve(input, through: map, bias: bias, accumulates: accumulates, into: output, in: workspace)
    }
}
