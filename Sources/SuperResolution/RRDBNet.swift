// Real-ESRGAN's generator (Wang, Xie, Dong, Shan: "Real-ESRGAN: Training Real-World Blind Super-Resolution with Pure Synthetic Data", 2021),
// the RRDBNet of ESRGAN (Wang et al.: "ESRGAN: Enhanced Super-Resolution Generative Adversarial Networks", 2018).

import Checkpoints
import Layers
import Tensors

/// The convolutional net from small pictures to large ones.
///
/// Weights only: any number of threads may use one value at once. Results do not depend on the number of threads of a pool.
public struct RRDBNet: Sendable {
    public let config: RRDBNetConfig
    private let shape: DenseShape
    private let convFirst: Conv2D
    private let body: [ResidualInResidualBlock]
    private let convBody: Conv2D
    private let head: UpsamplingHead

    /// The slope of the leaky ReLU.
    static let negativeSlope: Float = 0.2

    /// Reads `conv_first`, `body`, `conv_body`, `conv_up1` …, `conv_hr` and `conv_last`; `keyRules(for:)` brings the known checkpoints to these
    /// names.
    ///
    /// - Parameter precision: of the dense blocks; below single precision their weights are bfloat16. What they make is added to the features
    ///   at a fifth. The convolutions that all values pass through keep to single precision.
    public init(weights: Weights, config: RRDBNetConfig, precision: Precision = .float32) throws(CheckpointError) {
        self.config = config
        shape = DenseShape(
            features: config.features, growth: config.growth, convolutions: RRDBNetConfig.denseConvolutions, precision: precision)
        convFirst = try Conv2D(
            weights[scope: "conv_first"], inputs: config.inputChannels, outputs: config.features, kernel: 3)
        var body: [ResidualInResidualBlock] = []
        for block in 0..<config.blocks {
            body.append(try ResidualInResidualBlock(weights[scope: "body.\(block)"], shape: shape))
        }
        self.body = body
        convBody = try Conv2D(weights[scope: "conv_body"], inputs: config.features, outputs: config.features, kernel: 3)
        head = try UpsamplingHead(weights, config: config)
    }

    /// A picture `[1, height, width, 3]` in 0…1 to `[1, height · scale, width · scale, 3]`, not clamped.
    ///
    /// - Throws: `SuperResolutionError.pictureSizeNotMultiple`.
    public func callAsFunction(_ picture: FeatureMap, in workspace: Workspace) throws(SuperResolutionError) -> FeatureMap {
        let multiple = config.unshuffling
        guard picture.width.isMultiple(of: multiple), picture.height.isMultiple(of: multiple) else {
            throw .pictureSizeNotMultiple(width: picture.width, height: picture.height, multiple: multiple)
        }
        let features = convFirst(picture.unshuffled(by: multiple, in: workspace), in: workspace)
        convBody.add(deepFeatures(of: features, in: workspace), to: features, in: workspace)
        return head(features, in: workspace)
    }

    private func deepFeatures(of features: FeatureMap, in workspace: Workspace) -> FeatureMap {
        let deep = DenseFeatures(features, shape: shape, in: workspace)
        for block in body { block.apply(to: deep, in: workspace) }
        return deep.featureMap(in: workspace)
    }
}
