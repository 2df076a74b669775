// EfficientNet (Tan, Le: "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", 2019).

import Checkpoints
import Layers
import Tensors

/// The convolutional net from pictures to features at falling resolutions.
///
/// The original computes its padding from the nominal size of its pictures. All published sizes are even, as are all resolutions of pictures
/// whose sides the net can halve, so that the padding is always the same.
struct EfficientNetEncoder: Sendable {
    private let stem: Conv2D
    /// The blocks that lead to the features of each resolution below the stem's.
    private let levels: [[InvertedBottleneck]]

    /// Reads `_conv_stem`, `_bn0` and `_blocks`, as efficientnet-pytorch names them.
    init(_ weights: Weights, config: EfficientNetConfig) throws(CheckpointError) {
        var channels = config.stemChannels
        let folded = try BatchNorm2D(weights[scope: "_bn0"], channels: channels, epsilon: InvertedBottleneck.normEpsilon)
            .folded(into: weights.tensor("_conv_stem.weight", shape: [channels, 3, 3, 3]))
        stem = Conv2D(
            weight: folded.weight, bias: folded.bias, stride: 2, padding: .tensorFlowSame(kernel: 3, stride: 2), activation: .swish)
        var levels: [[InvertedBottleneck]] = []
        var blocks: [InvertedBottleneck] = []
        var count = 0
        for (index, stage) in config.stages.enumerated() {
            for repetition in 0..<config.blocks(of: stage) {
                let block = try InvertedBottleneck(
                    weights[scope: "_blocks.\(count)"], inputs: channels, outputs: config.channels(of: stage), stage: stage,
                    isFirst: repetition == 0)
                channels = block.outputs
                count += 1
                blocks.append(block)
            }
            if config.endsLevel(index) {
                levels.append(blocks)
                blocks = []
            }
        }
        self.levels = levels
    }

    /// `[pictures, height, width, 3]` in 0…1 to features `[pictures, height / 2ⁿ, width / 2ⁿ, channels]` for n = 1, 2, ….
    func callAsFunction(_ pictures: FeatureMap, in workspace: Workspace) -> [FeatureMap] {
        var activations = stem(pictures, in: workspace)
        var features = [activations]
        for blocks in levels {
            // A level begins with a stage, whose first block leaves the features before it as they are.
            for block in blocks { block.apply(to: &activations, in: workspace) }
            features.append(activations)
        }
        return features
    }
}

extension EfficientNetConfig {
    /// Channels of the features, from the highest resolution down.
    var featureChannels: [Int] {
        [stemChannels] + stages.indices.filter(endsLevel).map { channels(of: stages[$0]) }
    }
}
