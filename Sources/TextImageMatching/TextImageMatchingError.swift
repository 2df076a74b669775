/// Why a matcher could not be set up, or a text not be encoded.
public enum TextImageMatchingError: Error, Sendable, Equatable {
    /// The configuration is not JSON, or lacks a value, or has one of another type.
    case malformedConfiguration(file: String, reason: String)
    /// A value of the configuration that no model can have; `key` is its name in the file.
    case invalidConfiguration(key: String, value: String, requirement: String)
    /// A token that the model has no vector for. `text` counts the texts of one call from 0, `position` the tokens of the text.
    case tokenOutOfRange(text: Int, position: Int, token: Int32, vocabulary: Int)
    /// A text without the token at which its vector is read.
    case missingEndOfText(text: Int)
    /// A text with more tokens, its end included, than the model has positions.
    case textTooLong(text: Int, tokens: Int, contextLength: Int)
    /// A list of templates with nothing in it.
    case noTemplates
    /// A template that does not hold exactly one place, `{}`, for the prompt.
    case invalidTemplate(String, places: Int)
}

extension TextImageMatchingError: CustomStringConvertible {
    /// One English sentence. Texts and positions are counted from 1, as people do.
    public var description: String {
        switch self {
        case .malformedConfiguration(let file, let reason):
            "\(file.debugDescription) is not the configuration of a CLIP model: \(reason)."
        case .invalidConfiguration(let key, let value, let requirement):
            "The value \(value) of \(key) is impossible: it must be \(requirement)."
        case .tokenOutOfRange(let text, let position, let token, let vocabulary):
            "Token \(position + 1) of text \(text + 1) is \(token), outside of the model's vocabulary of \(vocabulary)."
        case .missingEndOfText(let text):
            "Text \(text + 1) has no end-of-text token, at which its vector would be read."
        case .textTooLong(let text, let tokens, let contextLength):
            "Text \(text + 1) has \(tokens) tokens, more than the \(contextLength) that the model reads."
        case .noTemplates:
            "The list of prompt templates is empty."
        case .invalidTemplate(let template, let places):
            "The prompt template \(template.debugDescription) has \(places) places {} for the prompt instead of one."
        }
    }
}
