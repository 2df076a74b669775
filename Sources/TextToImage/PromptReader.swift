import Foundation
import Tokenization

/// Turns prompts into the token ids that a model reads. Needs the vocabulary only, none of the weights.
public struct PromptReader: Sendable {
    private let encoding: RuDALLEPromptEncoding
    private let normalization: TextNormalization

    /// - Throws: `TokenizationError` for a vocabulary that breaks its format.
    public init(folder: ModelFolder) throws {
        let text = folder.manifest.text
        let vocabulary = try BPEVocabulary(contentsOf: URL(fileURLWithPath: folder.path(of: text.vocabulary)))
        normalization = text.normalization
        encoding = try RuDALLEPromptEncoding(
            tokenizer: BPETokenizer(vocabulary), normalization: normalization, length: text.length)
    }

    /// The model's words for a prompt. An empty one is refused: the caption that means “anything” is `unconditional`.
    public func read(_ prompt: String) throws -> TokenizedPrompt {
        let normalized = try normalization.normalize(prompt)
        guard !normalized.isEmpty else { throw TextToImageError.emptyPrompt }
        return try encoded(prompt, normalized: normalized)
    }

    /// The empty caption, as in training: what guidance leads away from.
    public func unconditional() throws -> TokenizedPrompt {
        try encoded("", normalized: "")
    }

    /// The pieces of an already normalised text.
    public func subwords(of normalized: String) -> [String] {
        encoding.tokenizer.subwords(normalized)
    }

    private func encoded(_ prompt: String, normalized: String) throws -> TokenizedPrompt {
        let text = try encoding.encode(prompt)
        let unknown = encoding.tokenizer.vocabulary.specials.unknown
        return TokenizedPrompt(
            normalized: normalized, ids: text.ids, droppedCount: text.droppedTokenCount,
            unknownCount: text.ids.count { $0 == unknown })
    }
}
