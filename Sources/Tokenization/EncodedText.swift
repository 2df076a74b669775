/// A text as the fixed-length sequence that a model reads.
public struct EncodedText: Sendable, Hashable {
    /// As many as the model's text length; `EncodedText.fill` behind the tokens.
    public let ids: [TokenID]
    /// How many of the text's own tokens did not fit. BOS and EOS are not counted.
    public let droppedTokenCount: Int
    /// Whether the sequence still ends in EOS.
    public let hasEnd: Bool

    /// What follows a text that is shorter than the sequence. Both models take 0, whatever the vocabulary calls its padding token.
    public static let fill: TokenID = 0

    /// Whether anything was cut, be it only EOS.
    public var isCut: Bool { droppedTokenCount > 0 || !hasEnd }

    /// - Parameter ids: at most `length` of them.
    init(ids: [TokenID], length: Int, droppedTokenCount: Int, hasEnd: Bool) {
        self.ids = ids + Array(repeating: Self.fill, count: length - ids.count)
        self.droppedTokenCount = droppedTokenCount
        self.hasEnd = hasEnd
    }
}
