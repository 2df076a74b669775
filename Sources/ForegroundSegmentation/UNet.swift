// U-Net (Ronneberger, Fischer, Brox: "U-Net: Convolutional Networks for Biomedical Image Segmentation", 2015) over an EfficientNet, as in
// segmentation-models-pytorch 0.1.3.

import Checkpoints
import Layers
import Tensors

/// The net that says of each pixel how much it looks like background and like foreground.
///
/// Weights only: any number of threads may use one value at once. Results depend neither on the number of threads of a pool nor on the pictures
/// that are looked at together.
public struct UNet: Sendable {
    public let config: UNetConfig
    private let encoder: EfficientNetEncoder
    private let blocks: [UNetDecoderBlock]
    private let head: Conv2D

    /// What the files hold beside: the classifier's last layers, which the encoder was trained with, and counts of training steps.
    public static let keyRules: KeyRules = [
        .expectUnused("encoder._conv_head.*"), .expectUnused("encoder._bn1.*"), .expectUnused("*.num_batches_tracked"),
    ]

    /// Reads `encoder`, `decoder.blocks` and `segmentation_head.0`.
    public init(weights: Weights, config: UNetConfig) throws(CheckpointError) {
        self.config = config
        encoder = try EfficientNetEncoder(weights[scope: "encoder"], config: config.encoder)
        let features = Array(config.encoder.featureChannels.reversed())
        var channels = features[0]
        var blocks: [UNetDecoderBlock] = []
        for (index, outputs) in config.decoderChannels.enumerated() {
            blocks.append(
                try UNetDecoderBlock(
                    weights[scope: "decoder.blocks.\(index)"], inputs: channels,
                    skipped: index + 1 < features.count ? features[index + 1] : 0, outputs: outputs))
            channels = outputs
        }
        self.blocks = blocks
        head = try Conv2D(weights[scope: "segmentation_head.0"], inputs: channels, outputs: UNetConfig.classes, kernel: 3)
    }

    /// `[pictures, height, width, 3]` in 0…1, both sides multiples of 2 to the number of the decoder's blocks, to the logits of background and
    /// foreground, `[pictures, height, width, 2]`.
    package func logits(_ pictures: Tensor, on pool: ComputePool = .shared) -> Tensor {
        let multiple = 1 << blocks.count
        precondition(
            pictures.shape.count == 4 && pictures.shape[1].isMultiple(of: multiple) && pictures.shape[2].isMultiple(of: multiple),
            "pictures of the shape \(pictures.shape)")
        let workspace = Workspace(pool: pool)
        var features = encoder(FeatureMap(pictures, in: workspace), in: workspace)
        var activations = features.removeLast()
        var map = ChannelMap.identity
        for block in blocks {
            activations = block(activations, through: map, beside: features.popLast(), in: workspace)
            map = .relu
        }
        return head(activations, through: map, in: workspace).tensor
    }
}
