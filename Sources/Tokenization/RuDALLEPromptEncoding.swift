/// ruDALL-E's prompt: BOS, the tokens, EOS, then zeros; whatever is beyond the text length is cut off, so that a long prompt loses
/// its EOS.
public struct RuDALLEPromptEncoding: Sendable {
    public let tokenizer: BPETokenizer
    public let normalization: TextNormalization
    /// The number of ids that a prompt has, 128 in the released models.
    public let length: Int
    private let beginning: TokenID
    private let end: TokenID

    /// - Throws: `TokenizationError.missingSpecialToken`, or `.sequenceTooShort` where not even BOS has room.
    public init(tokenizer: BPETokenizer, normalization: TextNormalization, length: Int) throws(TokenizationError) {
        guard length >= 1 else { throw .sequenceTooShort(length: length, minimum: 1) }
        (beginning, end) = try tokenizer.vocabulary.specials.bounds()
        self.tokenizer = tokenizer
        self.normalization = normalization
        self.length = length
    }

    /// Normalises and encodes a prompt.
    /// - Throws: what `TextNormalization.normalize` throws.
    public func encode(_ prompt: String) throws(TokenizationError) -> EncodedText {
        let tokens = tokenizer.encode(try normalization.normalize(prompt))
        let whole = [beginning] + tokens + [end]
        return EncodedText(
            ids: Array(whole.prefix(length)),
            length: length,
            droppedTokenCount: max(tokens.count - (length - 1), 0),
            hasEnd: whole.count <= length)
    }
}
