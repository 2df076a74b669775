/// What an option may be, as data, so that every language can say it.
public enum AllowedValues: Sendable, Equatable {
    /// From the first number to the last, both included.
    case range(ClosedRange<Int>)
    /// One of these words or numbers.
    case oneOf([String])
    /// This whole number or a larger one.
    case atLeast(Int)
    /// A number larger than this one.
    case above(Int)
    /// A number larger than the first and not larger than the second.
    case interval(above: Int, atMost: Int)
    /// The name of a file, not of a path, that contains this text.
    case fileName(containing: String)
    /// Two numbers whose quotient either way is at most this.
    case aspect(atMost: Int)
    /// Written as this example is.
    case form(String)
}

extension AllowedValues: CustomStringConvertible {
    /// What follows “it must be”.
    public var description: String {
        switch self {
        case .range(let range): "from \(range.lowerBound) to \(range.upperBound)"
        case .atLeast(let least): "\(least) or more"
        case .above(let bound): "a number above \(bound)"
        case .interval(let lower, let upper): "above \(lower) and at most \(upper)"
        case .fileName(let part): "a file name that contains \(part)"
        case .aspect(let limit): "width to height, from 1:\(limit) to \(limit):1"
        case .form(let example): "written as in \(example)"
        case .oneOf(let words): "one of \(words.joined(separator: ", "))"
        }
    }
}
