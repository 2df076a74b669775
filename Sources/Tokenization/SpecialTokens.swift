/// The ids that stand for no piece of text. A vocabulary may be trained without any of them but the unknown token.
public struct SpecialTokens: Sendable, Hashable {
    /// Stands for a run of characters that the vocabulary does not have.
    public let unknown: TokenID
    public let padding: TokenID?
    /// Begins a sequence (BOS).
    public let beginning: TokenID?
    /// Ends a sequence (EOS).
    public let end: TokenID?

    public init(unknown: TokenID, padding: TokenID?, beginning: TokenID?, end: TokenID?) {
        self.unknown = unknown
        self.padding = padding
        self.beginning = beginning
        self.end = end
    }

    /// What YouTokenToMe assigns unless told otherwise, and what ruDALL-E and ruCLIP are trained with.
    public static let youTokenToMe = SpecialTokens(unknown: 1, padding: 0, beginning: 2, end: 3)

    /// The ids that exist, in the order in which the model file lists them.
    var ids: [TokenID] { [unknown, padding, beginning, end].compactMap(\.self) }
}
