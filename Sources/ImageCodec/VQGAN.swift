// VQGAN (Esser, Rombach, Ommer: "Taming Transformers for High-Resolution Image Synthesis", 2021).

import Checkpoints
import Layers
import Tensors

/// A codec between pictures and grids of codes.
///
/// Weights only: any number of threads may use one value at once. Results do not depend on the number of threads of a pool.
public struct VQGAN: Sendable {
    public let config: VQGANConfig
    private let encoder: VQGANEncoder
    private let quantConvolution: Conv2D
    private let quantizer: any Quantizer
    private let postQuantConvolution: Conv2D
    private let decoder: VQGANDecoder

    /// Reads `encoder`, `quant_conv`, `quantize`, `post_quant_conv` and `decoder`; `VQGANCheckpointForm` has the key rules that bring the known
    /// checkpoints to these names.
    public init(weights: Weights, config: VQGANConfig) throws(CheckpointError) {
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
        decoder = try VQGANDecoder(weights[scope: "decoder"], config: config)
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
        var picture = try decodeUnclamped(grid, on: pool)
        picture.withUnsafeMutableBufferPointer { values in
            for index in values.indices { values[index] = (min(max(values[index], -1), 1) + 1) / 2 }
        }
        return picture
    }
}

// The stages, in taming's own range of −1…1.
extension VQGAN {
    /// `[3, height, width]` in −1…1 to `[embeddingDimension, rows, columns]`, before quantisation.
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
        return quantConvolution(encoder(picture, on: pool), on: pool)
    }

    /// The codes of latents `[embeddingDimension, rows, columns]`.
    package func encode(latents: Tensor, on pool: ComputePool = .shared) throws(ImageCodecError) -> CodeGrid {
        try CodeGrid(width: latents.shape[2], height: latents.shape[1], codes: quantizer.codes(of: latents, on: pool))
    }

    /// What the quantiser chooses codes by: `[codes, rows, columns]`, the Gumbel quantiser's logits.
    package func codeScores(latents: Tensor, on pool: ComputePool = .shared) -> Tensor {
        quantizer.scores.all(latents, on: pool)
    }

    /// `[3, height · pixelsPerCode, width · pixelsPerCode]`, about −1…1.
    ///
    /// - Throws: `codeOutOfRange`.
    package func decodeUnclamped(_ grid: CodeGrid, on pool: ComputePool = .shared) throws(ImageCodecError) -> Tensor {
        let painted = decoder(postQuantConvolution(try quantizer.vectors(of: grid), on: pool), on: pool)
        return config.wavelet ? WaveletHead.inverseHaar(painted) : painted
    }
}
