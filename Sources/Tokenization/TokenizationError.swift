/// Everything that goes wrong in this module for a reason outside the program.
public enum TokenizationError: Error, Sendable, Equatable {
    case unreadableFile(file: String, reason: String)
    case unwritableFile(file: String, reason: String)
    /// The file is longer than any vocabulary; `limit` is in bytes.
    case fileTooLarge(file: String, limit: Int)
    /// A line of the model file, counted from 1, is not UTF-8.
    case notUTF8(file: String, line: Int)
    /// A line, counted from 1, does not hold the numbers that belong there.
    case malformedLine(file: String, line: Int, expected: String)
    /// The file has fewer lines than its first line announces.
    case truncatedFile(file: String, expectedLines: Int, foundLines: Int)
    /// Something stands behind the last line that the format knows.
    case trailingContent(file: String, line: Int)
    /// `line` counts from 1 in the model file. For a vocabulary that was put together in memory, `file` is nil and `line` is where
    /// the record would stand in the file.
    case invalidVocabulary(VocabularyDefect, file: String?, line: Int)
    /// An encoding needs a token ("BOS", "EOS") that the vocabulary was trained without.
    case missingSpecialToken(name: String)
    /// A sequence this short has no room for its own special tokens.
    case sequenceTooShort(length: Int, minimum: Int)
    /// `index` is the place of the id in the sequence that was to be decoded.
    case idOutOfRange(id: TokenID, index: Int, vocabularySize: Int)
    /// Longer than ICU can count; both in UTF-16 units.
    case textTooLong(length: Int, limit: Int)
    /// ICU reports an error of its own, usually memory or its data files; `name` is ICU's.
    case unicodeFailure(name: String)
}

extension TokenizationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadableFile(let file, let reason):
            "The tokenizer file \(file) cannot be read: \(reason)."
        case .unwritableFile(let file, let reason):
            "The tokenizer file \(file) cannot be written: \(reason)."
        case .fileTooLarge(let file, let limit):
            "The tokenizer file \(file) is larger than the limit of \(limit) bytes."
        case .notUTF8(let file, let line):
            "Line \(line) of the tokenizer file \(file) is not UTF-8 text."
        case .malformedLine(let file, let line, let expected):
            "Line \(line) of the tokenizer file \(file) should hold \(expected)."
        case .truncatedFile(let file, let expectedLines, let foundLines):
            "The tokenizer file \(file) should have at least \(expectedLines) lines and has \(foundLines)."
        case .trailingContent(let file, let line):
            "The tokenizer file \(file) goes on in line \(line), after its last record."
        case .invalidVocabulary(let defect, let file?, let line):
            "Line \(line) of the tokenizer file \(file) is invalid: \(defect)."
        case .invalidVocabulary(let defect, nil, let line):
            "The vocabulary is invalid in what would be line \(line) of its file: \(defect)."
        case .missingSpecialToken(let name):
            "The vocabulary has no \(name) token."
        case .sequenceTooShort(let length, let minimum):
            "A token sequence of length \(length) is too short: it takes at least \(minimum)."
        case .idOutOfRange(let id, let index, let vocabularySize):
            "The token id \(id) at index \(index) is outside the vocabulary of \(vocabularySize)."
        case .textTooLong(let length, let limit):
            "The text has \(length) UTF-16 units, more than the limit of \(limit)."
        case .unicodeFailure(let name):
            "The Unicode library failed with \(name)."
        }
    }
}
