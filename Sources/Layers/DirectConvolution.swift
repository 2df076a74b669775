import CKernels
import Tensors

/// A convolution of any kernel and stride: each output pixel is a row of a product, whose inner dimension is the part of the prepared
/// picture under the kernel, line by line. Nothing is gathered: the rows of the operand overlap in memory.
struct DirectConvolution: ConvolutionMethod {
    private let kernel: Int
    private let stride: Int
    private let padding: Conv2D.Padding
    private let outputs: Int
    private let activation: LubokActivation
    /// `[outputs, (kernel line, kernel column, channel)]`
    private let weights: PackedWeights

    /// Output pixels that a task takes, about.
    private static let pixelsOfTask = 128
    /// Weights that stay in a core's own cache while a task's pixels pass.
    private static let bytesOfPanelGroup = 1 << 18

    /// - Parameter weight: `[outputs, inputs, kernel, kernel]`.
    init(_ weight: Tensor, stride: Int, padding: Conv2D.Padding, activation: Activation?, precision: Precision) {
        let (outputs, inputs, kernel) = (weight.shape[0], weight.shape[1], weight.shape[2])
        let channels = precision.ofPictures.kernel.padded(inputs)
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.outputs = outputs
        self.activation = activation?.kernel ?? LUBOK_IDENTITY
        let places = kernel * kernel
        let channelsLast = Tensor(shape: [1, outputs, places * channels]) { target in
            target.initialize(repeating: 0)
            weight.withUnsafeBufferPointer { source in
                for output in 0..<outputs {
                    for place in 0..<places {
                        for channel in 0..<inputs {
                            target[(output * places + place) * channels + channel] = source[(output * inputs + channel) * places + place]
                        }
                    }
                }
            }
        }
        weights = PackedWeights(channelsLast, precision: precision.ofPictures)
    }

    func outputSize(height: Int, width: Int) -> (height: Int, width: Int) {
        (
            (height + padding.top + padding.bottom - kernel) / stride + 1,
            (width + padding.left + padding.right - kernel) / stride + 1
        )
    }

    func convolve(
        _ input: FeatureMap, through map: ChannelMap, bias: Tensor?, accumulates: Bool, into output: FeatureMap, in workspace: Workspace
    ) -> ChannelMoments? {
        let picture = PreparedPicture(input, through: map, border: padding, precision: weights.precision, in: workspace)
        let linesOfTask = max(Self.pixelsOfTask / output.width, 1)
        let blocks = (output.height + linesOfTask - 1) / linesOfTask
        let panelsOfTask = max(Self.bytesOfPanelGroup / weights.panelBytes, 1)
        let groups = (weights.panelCount + panelsOfTask - 1) / panelsOfTask
        let (values, height, width) = (output.values, output.height, output.width)
        picture.withElements { elements in
            weights.withPanels { panels in
                bias.withOptionalPointer { bias in
                    workspace.pool.parallel(input.pictures * blocks * groups) { task in
                        let (picture, firstLine) = (task / groups / blocks, task / groups % blocks * linesOfTask)
                        let firstPanel = task % groups * panelsOfTask
                        let taken = firstPanel..<min(firstPanel + panelsOfTask, weights.panelCount)
                        let firstOutput = firstPanel * PackedWeights.panelWidth

                        var operand = LubokOperand()
                        operand.values = elements.line(firstLine * stride, picture: picture)
                        operand.rows_per_line = width
                        operand.row_stride = stride * elements.channels
                        operand.line_stride = stride * elements.lineStride
                        operand.segments = kernel
                        operand.segment_length = kernel * elements.channels
                        operand.segment_stride = elements.lineStride
                        var result = LubokResult()
                        result.output = values + ((picture * height + firstLine) * width * outputs + firstOutput)
                        result.stride = outputs
                        result.outputs = min(taken.count * PackedWeights.panelWidth, outputs - firstOutput)
                        result.bias = bias.map { $0 + firstOutput }
                        result.activation = activation
                        result.accumulates = accumulates
                        panels.multiply(operand, rows: min(linesOfTask, height - firstLine) * width, panels: taken, into: result)
                    }
                }
            }
        }
        return nil
    }
}
