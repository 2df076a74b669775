/// How far a reference case is from what the original program gave.
public struct CaseResult: Sendable {
    /// The largest |found − expected| as a share of the case's tolerance: at most 1 passes.
    public var largestError: Float
    /// What was compared, and the error of each part.
    public var detail: String

    public init(largestError: Float, detail: String) {
        self.largestError = largestError
        self.detail = detail
    }

    /// The result of a case made of parts, each with its error as a share of the tolerance.
    public init(parts: [(name: String, error: Float)]) {
        largestError = parts.reduce(0) { $1.error.isNaN ? .infinity : max($0, $1.error) }
        detail = parts.map { "\($0.name) \($0.error)" }.joined(separator: ", ")
    }
}
