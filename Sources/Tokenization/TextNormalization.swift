/// How a text is made uniform before a vocabulary sees it. It belongs to the vocabulary: a model folder names it by its raw value.
public enum TextNormalization: String, Sendable, Hashable, Codable, CaseIterable {
    /// ruDALL-E's: full lowercase, white space stripped at both ends. Released checkpoints are trained with it.
    case rudalle
    /// For vocabularies of our own: compatibility forms, case, invisible characters, white space and typographic punctuation are
    /// folded, so that spellings that look alike become one. `ё` stays.
    case russian

    /// - Returns: the text in normal form; normalising that again changes nothing.
    /// - Throws: `TokenizationError.textTooLong`, `.unicodeFailure`.
    public func normalize(_ text: String) throws(TokenizationError) -> String {
        switch self {
        case .rudalle: try Self.strippingWhiteSpace(UnicodeTransform.rootLowercase.apply(to: text))
        case .russian: try Self.normalizeRussian(text)
        }
    }

    /// Python's `str.strip()`.
    private static func strippingWhiteSpace(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.isWhiteSpace }),
            let last = scalars.lastIndex(where: { !$0.isWhiteSpace })
        else { return "" }
        return String(scalars[first...last])
    }
}
