// CLIP: Radford et al., “Learning Transferable Visual Models From Natural Language Supervision” (2021); ruCLIP is the same graph.
import Checkpoints
import Foundation
import Images
import Tensors

/// How well a text and a picture fit: both become vectors, and the angle between the vectors tells.
///
/// A vector is the same bits whatever is encoded beside it and on however many threads.
public struct CLIP: Sendable {
    public let config: CLIPConfig
    /// What training multiplied the cosine by to get logits, usually 100 at most. Scores do without it.
    public let logitScale: Float
    private let vision: VisionTower
    private let text: TextTower

    /// Reads the weights under the names of OpenAI's and ruCLIP's checkpoints: the picture tower in `visual`, the text tower and the
    /// logarithm of the scale, `logit_scale`, beside it.
    public init(weights: Weights, config: CLIPConfig, precision: Precision = .float32) throws(CheckpointError) {
        self.config = config
        logitScale = exp(try weights.tensor("logit_scale", shape: [])[0])
        vision = try VisionTower(weights[scope: "visual"], config: config, precision: precision)
        text = try TextTower(weights, config: config, precision: precision)
    }

    /// Texts to vectors `[texts, embeddingDimension]`, not normalised.
    ///
    /// - Parameter ids: for each text its tokens, with 3 where it ends. What follows the first 3 is not read.
    /// - Throws: `TextImageMatchingError.missingEndOfText`, `.textTooLong`, `.tokenOutOfRange`.
    public func encodeText(ids: [[Int32]], on pool: ComputePool) throws(TextImageMatchingError) -> Tensor {
        try text(ids, on: pool)
    }

    /// One prompt in several wordings to one vector of length 1, `[embeddingDimension]`.
    ///
    /// The mean is taken of the vectors as they are, so that a long one weighs more, and normalised afterwards.
    /// - Parameter ids: for each wording its tokens, as for `encodeText`. At least one.
    /// - Throws: `TextImageMatchingError.noTemplates` where there is no wording, and as `encodeText`.
    public func encodePrompt(ids: [[Int32]], on pool: ComputePool) throws(TextImageMatchingError) -> Tensor {
        guard !ids.isEmpty else { throw .noTemplates }
        return try encodeText(ids: ids, on: pool).meanOfRows.normalized
    }

    /// A picture to its vector `[embeddingDimension]`, not normalised.
    public func encodePicture(_ picture: Image, on pool: ComputePool) -> Tensor {
        encodePictures([picture], on: pool).reshaped([config.embeddingDimension])
    }

    /// Pictures to vectors `[pictures, embeddingDimension]`, not normalised.
    public func encodePictures(_ pictures: [Image], on pool: ComputePool) -> Tensor {
        vision(pictures, on: pool)
    }

    /// How well a text and a picture fit: the cosine of the angle between their vectors, −1…1, whatever their lengths. 0, which says
    /// nothing either way, where a vector has no direction.
    public static func score(_ text: Tensor, _ picture: Tensor) -> Float {
        text.cosine(with: picture)
    }
}
