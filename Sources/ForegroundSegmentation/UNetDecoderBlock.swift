import Checkpoints
import Layers
import Tensors

/// Doubles the sides by repeating each value, puts the encoder's features of that resolution beside, and convolves twice.
///
/// Neither the doubled map nor the concatenation is ever made: the first convolution is the sum of one that doubles and one over the features.
/// ReLU is left to whoever reads the result.
struct UNetDecoderBlock: Sendable {
    private let upward: Conv2D
    /// Nil at full resolution, of which the encoder has no features.
    private let across: Conv2D?
    private let second: Conv2D

    /// Reads `conv1` and `conv2`, convolutions without biases `0` and normalisations `1`.
    init(_ weights: Weights, inputs: Int, skipped: Int, outputs: Int) throws(CheckpointError) {
        func folded(_ name: String, inputs: Int) throws(CheckpointError) -> (weight: Tensor, bias: Tensor) {
            try BatchNorm2D(weights[scope: "\(name).1"], channels: outputs)
                .folded(into: weights.tensor("\(name).0.weight", shape: [outputs, inputs, 3, 3]))
        }
        let first = try folded("conv1", inputs: inputs + skipped)
        upward = Conv2D(weight: first.weight.inputs(0..<inputs), bias: first.bias, doubling: true)
        across = skipped == 0 ? nil : Conv2D(weight: first.weight.inputs(inputs..<inputs + skipped), bias: nil)
        let last = try folded("conv2", inputs: outputs)
        second = Conv2D(weight: last.weight, bias: last.bias)
    }

    /// `[pictures, height, width, inputs]` to `[pictures, 2 · height, 2 · width, outputs]`.
    ///
    /// - Parameters:
    ///   - map: what the input's values go through first.
    ///   - features: `[pictures, 2 · height, 2 · width, skipped]`, where there are any.
    func callAsFunction(_ input: FeatureMap, through map: ChannelMap, beside features: FeatureMap?, in workspace: Workspace) -> FeatureMap {
        precondition((features == nil) == (across == nil), "features of a block that has none, or none of one that has")
        let hidden = upward(input, through: map, in: workspace)
        if let across, let features { across.add(features, to: hidden, in: workspace) }
        return second(hidden, through: .relu, in: workspace)
    }
}

extension Tensor {
    /// Of weights `[outputs, inputs, height, width]` those of some inputs.
    fileprivate func inputs(_ range: Range<Int>) -> Tensor {
        let (outputs, inputs, places) = (shape[0], shape[1], shape[2] * shape[3])
        return Tensor(shape: [outputs, range.count, shape[2], shape[3]]) { target in
            withUnsafeBufferPointer { source in
                for output in 0..<outputs {
                    let taken = source.extracting((output * inputs + range.lowerBound) * places..<(output * inputs + range.upperBound) * places)
                    _ = target.extracting(output * taken.count..<(output + 1) * taken.count).initialize(from: taken)
                }
            }
        }
    }
}
