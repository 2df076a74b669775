/// A contiguous, row-major array of Float32 with value semantics.
///
/// Copies share their storage until one of them is written to. The first element is aligned to 64 bytes, so that whole vector
/// registers load from rows whose width is a multiple of 16.
public struct Tensor: Sendable {
    /// The size along each axis, outermost first: `[rows, width]`, `[channels, height, width]`.
    public let shape: [Int]
    private var storage: TensorStorage

    /// The number of elements: the product of `shape`.
    public var count: Int { storage.count }

    /// A tensor of zeros.
    public init(shape: [Int]) {
        self.init(shape: shape) { $0.initialize(repeating: 0) }
    }

    /// A tensor of the given elements, in row-major order. There must be as many as the shape holds.
    public init(shape: [Int], values: [Float]) {
        precondition(values.count == Tensor.count(of: shape), "\(values.count) values for the shape \(shape)")
        self.init(shape: shape) { target in _ = target.initialize(from: values) }
    }

    /// A tensor whose memory `body` fills: the buffer is uninitialised and all of it must be written.
    public init(shape: [Int], initializingWith body: (UnsafeMutableBufferPointer<Float>) throws -> Void) rethrows {
        self.shape = shape
        storage = TensorStorage(count: Tensor.count(of: shape))
        try body(storage.elements)
    }

    private init(shape: [Int], sharing storage: TensorStorage) {
        self.shape = shape
        self.storage = storage
    }

    /// The element at a flat, row-major index. Costs a bounds check and, on writing, a uniqueness check.
    public subscript(index: Int) -> Float {
        get {
            precondition(index >= 0 && index < count, "index \(index) in a tensor of \(count)")
            return storage.elements[index]
        }
        set {
            precondition(index >= 0 && index < count, "index \(index) in a tensor of \(count)")
            makeUnique()
            storage.elements[index] = newValue
        }
    }

    /// The elements in row-major order, copied.
    public var values: [Float] { withUnsafeBufferPointer(Array.init) }

    /// The same elements under another shape of the same count. Shares the storage.
    public func reshaped(_ shape: [Int]) -> Tensor {
        precondition(Tensor.count(of: shape) == count, "\(self.shape) does not reshape to \(shape)")
        return Tensor(shape: shape, sharing: storage)
    }

    /// The elements, readable for the time of the call.
    public func withUnsafeBufferPointer<Result>(
        _ body: (UnsafeBufferPointer<Float>) throws -> Result
    ) rethrows -> Result {
        try withExtendedLifetime(storage) { try body(UnsafeBufferPointer(storage.elements)) }
    }

    /// The elements, writable for the time of the call. Copies them first when they are shared.
    public mutating func withUnsafeMutableBufferPointer<Result>(
        _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
    ) rethrows -> Result {
        makeUnique()
        return try withExtendedLifetime(storage) { try body(storage.elements) }
    }

    private mutating func makeUnique() {
        guard !isKnownUniquelyReferenced(&storage) else { return }
        let copy = TensorStorage(count: storage.count)
        _ = copy.elements.initialize(from: storage.elements)
        storage = copy
    }

    private static func count(of shape: [Int]) -> Int {
        shape.reduce(1) { product, size in
            precondition(size >= 0, "a negative size in the shape \(shape)")
            return product * size
        }
    }
}

/// The memory of a tensor. Written to only by a `Tensor` that holds the one reference to it.
private final class TensorStorage: @unchecked Sendable {
    let elements: UnsafeMutableBufferPointer<Float>
    var count: Int { elements.count }

    init(count: Int) {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
        elements = UnsafeMutableBufferPointer(start: memory.bindMemory(to: Float.self, capacity: count), count: count)
    }

    deinit {
        UnsafeMutableRawPointer(elements.baseAddress!).deallocate()
    }
}
