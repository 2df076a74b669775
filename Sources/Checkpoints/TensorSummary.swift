/// What is known of a tensor without reading it.
public struct TensorSummary: Sendable, Hashable {
    /// The type of the elements as stored.
    public let elementType: ElementType
    /// The extents, outermost first; empty for a scalar.
    public let shape: [Int]

    public init(elementType: ElementType, shape: [Int]) {
        self.elementType = elementType
        self.shape = shape
    }
}
