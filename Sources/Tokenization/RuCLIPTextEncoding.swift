/// ruCLIP's text: lowercase, BOS, as many tokens as fit, EOS, then zeros. EOS is never cut: the text vector is read there.
public struct RuCLIPTextEncoding: Sendable {
    public let tokenizer: BPETokenizer
    /// The number of ids that a text has, the model's context length.
    public let length: Int
    private let beginning: TokenID
    private let end: TokenID

    /// - Throws: `TokenizationError.missingSpecialToken`, or `.sequenceTooShort` where BOS and EOS have no room.
    public init(tokenizer: BPETokenizer, length: Int) throws(TokenizationError) {
        guard length >= 2 else { throw .sequenceTooShort(length: length, minimum: 2) }
        (beginning, end) = try tokenizer.vocabulary.specials.bounds()
        self.tokenizer = tokenizer
        self.length = length
    }

    /// - Throws: `TokenizationError.textTooLong`, `.unicodeFailure`.
    public func encode(_ text: String) throws(TokenizationError) -> EncodedText {
        let tokens = tokenizer.encode(try UnicodeTransform.rootLowercase.apply(to: text))
        let kept = tokens.prefix(length - 2)
        return EncodedText(
            ids: [beginning] + kept + [end],
            length: length,
            droppedTokenCount: tokens.count - kept.count,
            hasEnd: true)
    }
}
