// VQGAN (Esser, Rombach, Ommer: "Taming Transformers for High-Resolution Image Synthesis", 2021).

import Checkpoints
import Layers
import Tensors

/// A codec between pictures and grids of codes.
///
/// Weights only: any number of threads may use one value at once. Results depend neither on the number of threads of a pool nor on the pictures
/// that are decoded together.
public struct VQGAN: Sendable {
    public let config: VQGANConfig
    private let encoder: VQGANEncoder
    private let quantConvolution: Conv2D
    private let quantizer: any Quantizer
    private let postQuantConvolution: Conv2D
    private let decoder: VQGANDecoder

    /// Values of the widest layer's pictures that are decoded together: more would only take more memory.
    private static let valuesTogether = 1 << 23

    /// Reads `encoder`, `quant_conv`, `quantize`, `post_quant_conv` and `decoder`; `VQGANCheckpointForm` has the key rules that bring the known
    /// checkpoints to these names.
    ///
    /// - Parameter precision: of most of the decoder; below single precision its weights are bfloat16. Codes are chosen between near
    ///   neighbours, so that the encoder keeps to single precision.
    public init(weights: Weights, config: VQGANConfig, precision: Precision = .float32) throws(CheckpointError) {
        self.config = config
        encoder = try VQGANEncoder(weights[scope: "encoder"], config: config)
        quantConvolution = try Conv2D(
            weights[scope: "quant_conv"], inputs: config.latentChannels, outputs: config.embeddingDimension, kernel: 1)
        quantizer =
            switch config.quantizer {
            case .nearest: try NearestVectorQuantizer(weights[scope: "quantize"], config: config)
            case .gumbel: try GumbelQuantizer(weights[scope: "quantize"], config: config)
            }
        postQuantConvolution = try Conv2D(
            weights[scope: "post_quant_conv"], inputs: config.embeddingDimension, outputs: config.latentChannels, kernel: 1)
        decoder = try VQGANDecoder(weights[scope: "decoder"], config: config, precision: precision)
    }

    /// The codes of a picture.
    ///
    /// - Parameter picture: `[3, height, width]` in 0…1, both sides multiples of `config.downsamplingFactor`.
    /// - Throws: `pictureSizeNotMultiple`, `gridSizeOutOfRange`.
    public func encode(picture: Tensor, on pool: ComputePool = .shared) throws(ImageCodecError) -> CodeGrid {
        let signed = Tensor(shape: picture.shape) { target in
            picture.withUnsafeBufferPointer { source in
                for index in source.indices { target[index] = 2 * source[index] - 1 }
            }
        }
        return try encode(latents: latents(ofSigned: signed, on: pool), on: pool)
    }

    /// The picture of a grid of codes, which may have any width and height.
    ///
    /// - Returns: `[3, height · pixelsPerCode, width · pixelsPerCode]` in 0…1.
    /// - Throws: `codeOutOfRange`.
    public func decode(_ grid: CodeGrid, on pool: ComputePool = .shared) throws(ImageCodecError) -> Tensor {
        try decode([grid], on: pool)[0]
    }

    /// The pictures of several grids, in their order: sooner than one after another where the pictures are small.
    ///
    /// - Returns: `[3, height · pixelsPerCode, width · pixelsPerCode]` in 0…1 for each.
    /// - Throws: `codeOutOfRange`.
    public func decode(_ grids: [CodeGrid], on pool: ComputePool = .shared) throws(ImageCodecError) -> [Tensor] {
        try decode(grids, in: Workspace(pool: pool))
    }

    /// The same with threads and memory that serve one call after another.
    public func decode(_ grids: [CodeGrid], in workspace: Workspace) throws(ImageCodecError) -> [Tensor] {
        try decodeUnclamped(grids, in: workspace).map { picture in
            var picture = picture
            picture.withUnsafeMutableBufferPointer { values in
                for index in values.indices { values[index] = (min(max(values[index], -1), 1) + 1) / 2 }
            }
            return picture
        }
    }
}

// The stages, in taming's own range of −1…1.
extension VQGAN {
    /// `[3, height, width]` in −1…1 to `[rows, columns, embeddingDimension]`, before quantisation.
    ///
    /// - Throws: `pictureSizeNotMultiple`, `gridSizeOutOfRange`.
    package func latents(ofSigned picture: Tensor, on pool: ComputePool = .shared) throws(ImageCodecError) -> Tensor {
        precondition(picture.shape.count == 3 && picture.shape[0] == 3, "a picture of the shape \(picture.shape)")
        let (height, width) = (picture.shape[1], picture.shape[2])
        let multiple = config.downsamplingFactor
        guard width.isMultiple(of: multiple), height.isMultiple(of: multiple) else {
            throw .pictureSizeNotMultiple(width: width, height: height, multiple: multiple)
        }
        try CodeGrid.check(width: width / multiple, height: height / multiple)
        let workspace = Workspace(pool: pool)
        let latents = quantConvolution(encoder(FeatureMap(planes: picture, in: workspace), in: workspace), in: workspace)
        return latents.tensor.reshaped([latents.height, latents.width, latents.channels])
    }

    /// The codes of latents `[rows, columns, embeddingDimension]`.
    package func encode(latents: Tensor, on pool: ComputePool = .shared) throws(ImageCodecError) -> CodeGrid {
        try CodeGrid(width: latents.shape[1], height: latents.shape[0], codes: quantizer.scores.best(latents, on: pool))
    }

    /// What the quantiser chooses codes by: `[rows, columns, codes]`, the Gumbel quantiser's logits.
    package func codeScores(latents: Tensor, on pool: ComputePool = .shared) -> Tensor {
        quantizer.scores.all(latents, on: pool)
    }

    /// `[3, height · pixelsPerCode, width · pixelsPerCode]`, about −1…1, for each grid.
    ///
    /// - Throws: `codeOutOfRange`.
    package func decodeUnclamped(_ grids: [CodeGrid], in workspace: Workspace) throws(ImageCodecError) -> [Tensor] {
        var pictures: [Tensor] = []
        while pictures.count < grids.count {
            let next = grids[pictures.count]
            let together = grids[pictures.count...].prefix(picturesTogether(like: next))
                .prefix { $0.width == next.width && $0.height == next.height }
            let latents = try quantizer.vectors(of: Array(together), in: workspace)
            var painted = decoder(postQuantConvolution(latents, in: workspace), in: workspace)
            for _ in 0..<config.waveletLevels { painted = WaveletHead.inverseHaar(painted, in: workspace) }
            pictures += painted.planes
        }
        return pictures
    }

    private func picturesTogether(like grid: CodeGrid) -> Int {
        let values = grid.codes.count * config.downsamplingFactor * config.downsamplingFactor * config.channels(atLevel: 0)
        return max(Self.valuesTogether / values, 1)
    }
}
