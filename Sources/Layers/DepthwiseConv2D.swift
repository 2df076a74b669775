import CKernels
import Tensors

/// A depthwise convolution over feature maps `[pictures, height, width, channels]`: each channel by a kernel of its own.
///
/// There are as many sums as in a product with one input, so that memory and not arithmetic decides its time: single precision throughout.
public struct DepthwiseConv2D: Sendable {
    public let channels: Int
    private let kernel: Int
    private let stride: Int
    private let padding: Conv2D.Padding
    /// `[kernel, kernel, channels]`
    private let weights: Tensor
    private let bias: Tensor?
    private let swish: Bool

    /// Floats that a task writes, about.
    private static let floatsOfTask = 1 << 14

    /// - Parameters:
    ///   - weight: `[channels, 1, kernel, kernel]`.
    ///   - bias: `[channels]`, or nil for none.
    ///   - swish: whether the outputs go through swish.
    public init(weight: Tensor, bias: Tensor?, stride: Int = 1, padding: Conv2D.Padding? = nil, swish: Bool = false) {
        let shape = weight.shape
        precondition(shape.count == 4 && shape[1] == 1 && shape[2] == shape[3], "a depthwise kernel of the shape \(shape)")
        let (channels, kernel) = (shape[0], shape[2])
        self.channels = channels
        self.kernel = kernel
        self.stride = stride
        self.padding = padding ?? .same(kernel: kernel)
        self.bias = bias
        self.swish = swish
        let places = kernel * kernel
        weights = Tensor(shape: [kernel, kernel, channels]) { target in
            weight.withUnsafeBufferPointer { source in
                for channel in 0..<channels {
                    for place in 0..<places { target[place * channels + channel] = source[channel * places + place] }
                }
            }
        }
    }

    /// A new map `[pictures, height', width', channels]`, of a map whose values go through `map` first.
    public func callAsFunction(_ input: FeatureMap, through map: ChannelMap = .identity, in workspace: Workspace) -> FeatureMap {
        precondition(input.channels == channels, "\(input.channels) channels for \(channels)")
        let output = FeatureMap(
            pictures: input.pictures, height: (input.height + padding.top + padding.bottom - kernel) / stride + 1,
            width: (input.width + padding.left + padding.right - kernel) / stride + 1, channels: channels, in: workspace)
        let picture = PreparedPicture(input, through: map, border: padding, precision: LUBOK_FLOAT32, in: workspace)
        let (values, height, width) = (output.values, output.height, output.width)
        let linesOfTask = max(Self.floatsOfTask / (width * channels), 1)
        picture.withElements { elements in
            weights.withUnsafeBufferPointer { weights in
                bias.withOptionalPointer { bias in
                    let layer = LubokDepthwise(
                        kernel: kernel, stride: stride, channels: channels, line_stride: elements.lineStride,
                        weights: weights.baseAddress, bias: bias, function: swish ? LUBOK_MAP_SWISH : LUBOK_MAP_LINEAR)
                    workspace.pool.parallel(input.pictures * height, inRangesOf: linesOfTask) { lines in
                        var layer = layer
                        for line in lines {
                            let pixels = elements.line(line % height * stride, picture: line / height)
                            Kernels.active.pointee.pictures.pointee.depthwise_line(
                                pixels.assumingMemoryBound(to: Float.self), &layer, width, values + line * width * channels)
                        }
                    }
                }
            }
        }
        return output
    }
}
