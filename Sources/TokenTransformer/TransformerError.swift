/// Why a transformer cannot be built, or refuses what it is given.
public enum TransformerError: Error, Sendable, Equatable {
    /// A size in the configuration, named as in its JSON, is outside what is possible.
    case sizeOutOfRange(field: String, found: Int, allowed: ClosedRange<Int>)
    /// The heads do not share the width evenly.
    case widthNotDivisible(width: Int, heads: Int)
    /// No rules of this name are known.
    case unknownRules(String)

    /// More text tokens than the model has places for.
    case tooManyTokens(found: Int, limit: Int)
    /// The text token at `index` is outside the vocabulary.
    case tokenOutOfRange(token: Int, index: Int, vocabulary: Int)
    /// More image codes than the picture has places left.
    case tooManyCodes(found: Int, limit: Int)
    /// The image code at `index` is outside the vocabulary.
    case codeOutOfRange(code: Int, index: Int, vocabulary: Int)

    /// The temperature is not finite or not above 0.
    case invalidTemperature(Float)
    /// Top-k is negative.
    case invalidTopK(Int)
    /// Top-p is outside 0 < p ≤ 1.
    case invalidTopP(Float)
    /// The logit at `index` is a NaN or +∞, or (at index 0) all are −∞: nothing can be drawn.
    case logitsNotFinite(index: Int)
}

extension TransformerError: CustomStringConvertible {
    /// One English sentence.
    public var description: String {
        switch self {
        case .sizeOutOfRange(let field, let found, let allowed):
            "The transformer's \(field) is \(found); it must be \(allowed.lowerBound) to \(allowed.upperBound)."
        case .widthNotDivisible(let width, let heads):
            "The transformer's width of \(width) does not divide into \(heads) heads."
        case .unknownRules(let name):
            "“\(name)” names no transformer rules; known are \(TransformerRules.all.map(\.name).joined(separator: ", "))."
        case .tooManyTokens(let found, let limit):
            "The text has \(found) tokens where the model reads \(limit)."
        case .tokenOutOfRange(let token, let index, let vocabulary):
            "Text token \(index) is \(token), outside the vocabulary of \(vocabulary)."
        case .tooManyCodes(let found, let limit):
            "\(found) image codes are given where \(limit) have a place."
        case .codeOutOfRange(let code, let index, let vocabulary):
            "Image code \(index) is \(code), outside the vocabulary of \(vocabulary)."
        case .invalidTemperature(let temperature):
            "The temperature is \(temperature); it must be a finite number above 0."
        case .invalidTopK(let count):
            "Top-k is \(count); it must be 0 (off) or more."
        case .invalidTopP(let mass):
            "Top-p is \(mass); it must be above 0 and at most 1 (off)."
        case .logitsNotFinite(let index):
            "The model's logit of code \(index) is not a number that can be drawn by."
        }
    }
}
