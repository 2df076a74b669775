/// What became of a prompt on its way to the transformer.
public struct TokenizedPrompt: Sendable, Equatable {
    /// The prompt after normalisation.
    public let normalized: String
    /// As many ids as the model's text is long: begin, the words, end, zeros.
    public let ids: [Int32]
    /// Ids that did not fit and were left out.
    public let droppedCount: Int
    /// Pieces that the vocabulary does not know.
    public let unknownCount: Int
}
