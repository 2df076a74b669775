import Checkpoints
import Foundation
import Images
import Tensors
import TextImageMatching
import Tokenization

/// Compares pictures with prompts: CLIP, and the vocabulary and wordings that it was trained with.
public struct PromptMatcher: Sendable {
    private let clip: CLIP
    private let encoding: RuCLIPTextEncoding
    private let normalization: TextNormalization
    private let templates: PromptTemplates

    /// - Throws: `CheckpointError`, `TokenizationError` or `TextImageMatchingError` for files that do not hold what the section says.
    public init(
        _ section: ModelManifest.Matching, folder: ModelFolder, precision: Precision
    ) throws {
        let weights = try folder.weights(section.files)
        clip = try CLIP(weights: weights, config: section.config, precision: precision)
        try folder.refuseUnread(weights)
        let vocabulary = try BPEVocabulary(contentsOf: URL(fileURLWithPath: folder.path(of: section.vocabulary)))
        encoding = try RuCLIPTextEncoding(tokenizer: BPETokenizer(vocabulary), length: section.config.contextLength)
        normalization = section.normalization
        templates = try PromptTemplates(section.templates)
    }

    /// The vector that stands for a prompt, of length 1: `[embeddingDimension]`.
    public func vector(of prompt: String, on pool: ComputePool) throws -> Tensor {
        let normalized = try normalization.normalize(prompt)
        let ids = try templates.prompts(for: normalized).map { try encoding.encode($0).ids }
        return try clip.encodePrompt(ids: ids, on: pool)
    }

    /// The cosine of each picture and a prompt's vector: −1…1.
    public func scores(_ images: [Image], against prompt: Tensor, on pool: ComputePool) -> [Float] {
        let vectors = clip.encodePictures(images, on: pool)
        return images.indices.map { CLIP.score(prompt, vectors.rows($0..<$0 + 1)) }
    }
}
