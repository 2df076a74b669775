import Tensors

/// A prompt that has been read: the keys and values of its text in every layer. Shared, unchanging, by all candidates of the prompt.
public final class PromptState: Sendable {
    /// The ids that were read, padding as zeros: `textLength` of them.
    public let tokens: [Int]
    /// Identifies the prompt for random streams.
    public let digest: UInt64
    /// Logits of the first image code: `[1, imageVocabulary]`.
    public let imageLogits: Tensor
    let memory: KeyValueMemory

    init(tokens: [Int], imageLogits: Tensor, memory: KeyValueMemory) {
        self.tokens = tokens
        self.imageLogits = imageLogits
        self.memory = memory
        digest = PromptDigest.of(tokens: tokens)
    }
}
