/// A run of positions that a query looks at: `count` positions, `stride` apart, from `start`.
///
/// An attention pattern is a short list of these; no mask is ever built.
public struct KeyRun: Sendable, Equatable {
    public let start: Int
    public let count: Int
    public let stride: Int

    public init(start: Int, count: Int, stride: Int = 1) {
        precondition(start >= 0 && count >= 0 && stride >= 1)
        self.start = start
        self.count = count
        self.stride = stride
    }

    /// The last position of the run; one before `start` when the run is empty.
    public var last: Int { count == 0 ? start - 1 : start + (count - 1) * stride }
}
