// The inverted bottleneck (Sandler, Howard, Zhu, Zhmoginov, Chen: "MobileNetV2: Inverted Residuals and Linear Bottlenecks", 2018), with
// squeeze and excitation as in MnasNet and EfficientNet.

import Checkpoints
import Layers
import Tensors

/// Widened by a 1 × 1 convolution, convolved depth by depth, weighed, narrowed again, and added to the input in all blocks of a stage but the
/// first. (efficientnet-pytorch means the paper's rule, the same resolution and as many channels, but never finds it true of a first block.)
struct InvertedBottleneck: Sendable {
    let outputs: Int
    /// Nil where nothing is widened.
    private let expand: Conv2D?
    private let depthwise: DepthwiseConv2D
    private let excitation: SqueezeExcitation
    private let project: Conv2D
    private let isResidual: Bool

    /// EfficientNet's normalisations are TensorFlow's.
    static let normEpsilon = 1e-3
    /// The means of a block's channels are squeezed to this part of the channels that enter it.
    private static let squeezing = 4

    /// - Parameter isFirst: whether the block is the first of its stage.
    init(
        _ weights: Weights, inputs: Int, outputs: Int, stage: EfficientNetConfig.Stage, isFirst: Bool
    ) throws(CheckpointError) {
        self.outputs = outputs
        isResidual = !isFirst
        let stride = isFirst ? stage.stride : 1
        let inner = inputs * stage.expansion
        func norm(_ name: String, _ channels: Int) throws(CheckpointError) -> BatchNorm2D {
            try BatchNorm2D(weights[scope: name], channels: channels, epsilon: Self.normEpsilon)
        }
        if stage.expansion == 1 {
            expand = nil
        } else {
            let folded = try norm("_bn0", inner).folded(into: weights.tensor("_expand_conv.weight", shape: [inner, inputs, 1, 1]))
            expand = Conv2D(weight: folded.weight, bias: folded.bias, activation: .swish)
        }
        let kernel = stage.kernel
        let middle = try norm("_bn1", inner).folded(into: weights.tensor("_depthwise_conv.weight", shape: [inner, 1, kernel, kernel]))
        depthwise = DepthwiseConv2D(
            weight: middle.weight, bias: middle.bias, stride: stride, padding: .tensorFlowSame(kernel: kernel, stride: stride),
            swish: true)
        excitation = try SqueezeExcitation(
            reduce: weights[scope: "_se_reduce"], expand: weights[scope: "_se_expand"], channels: inner,
            squeezed: max(inputs / Self.squeezing, 1))
        let last = try norm("_bn2", outputs).folded(into: weights.tensor("_project_conv.weight", shape: [outputs, inner, 1, 1]))
        project = Conv2D(weight: last.weight, bias: last.bias)
    }

    /// `[pictures, height, width, inputs]` becomes `[pictures, height / stride, width / stride, outputs]`: another map in a stage's first
    /// block, the same one in the others.
    func apply(to activations: inout FeatureMap, in workspace: Workspace) {
        let hidden = depthwise(expand.map { $0(activations, in: workspace) } ?? activations, in: workspace)
        let gates = excitation.map(of: hidden, in: workspace)
        if isResidual {
            project.add(hidden, through: gates, to: activations, in: workspace)
        } else {
            activations = project(hidden, through: gates, in: workspace)
        }
    }
}
