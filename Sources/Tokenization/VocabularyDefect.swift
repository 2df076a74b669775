/// Why a set of characters, merges and special tokens is not a vocabulary.
public enum VocabularyDefect: Sendable, Equatable {
    /// Ids number the tokens from 0 without gaps, so that none reaches `size`.
    case idOutOfRange(id: Int, size: Int)
    case duplicateID(TokenID)
    /// A number that is a surrogate or beyond U+10FFFF.
    case notAUnicodeScalar(codePoint: Int)
    case duplicateCharacter(Unicode.Scalar)
    /// A merge takes characters and results of earlier merges only; this id is neither.
    case undefinedOperand(TokenID)
    case duplicateMerge(left: TokenID, right: TokenID)
    /// A few dozen merges of a token with itself would otherwise make a subword of gigabytes.
    case subwordTooLong(scalars: Int, limit: Int)
    /// U+2581, which begins every word, is not among the characters: no text could be encoded.
    case missingWordMarker
}

extension VocabularyDefect: CustomStringConvertible {
    /// A clause, to be put behind the name of the file.
    public var description: String {
        switch self {
        case .idOutOfRange(let id, let size):
            "the id \(id) is outside 0..<\(size), the range of this vocabulary"
        case .duplicateID(let id):
            "the id \(id) is already taken"
        case .notAUnicodeScalar(let codePoint):
            "\(codePoint) is not a Unicode scalar value"
        case .duplicateCharacter(let scalar):
            "the character \(scalar.value) is listed twice"
        case .undefinedOperand(let id):
            "the merge uses the id \(id), which neither a character nor an earlier merge defines"
        case .duplicateMerge(let left, let right):
            "the pair \(left) \(right) already has a merge"
        case .subwordTooLong(let scalars, let limit):
            "the merge makes a subword of \(scalars) characters, more than the limit of \(limit)"
        case .missingWordMarker:
            "the character 9601 (U+2581), which begins every word, is missing"
        }
    }
}
