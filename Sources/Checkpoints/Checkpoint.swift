import Tensors

/// Named tensors, most often those of an opened file. Opening reads the names and shapes; values are read when asked for.
public protocol Checkpoint: Sendable {
    /// What errors call this checkpoint: the path of its file.
    var path: String { get }
    /// The names of all tensors, sorted.
    var keys: [String] { get }
    /// The names of entries that are no tensors, or lie outside the wrapper that holds the weights, sorted.
    var skippedKeys: [String] { get }
    /// Texts that the file carries about itself.
    var metadata: [String: String] { get }
    /// Type and shape of a tensor; nil where there is no such key.
    func summary(of key: String) -> TensorSummary?
    /// All elements as Float32, row-major, in the stored shape.
    /// - Throws: `missingKey`, `unsupportedElementType`, or what is wrong with the bytes.
    func tensor(_ key: String) throws(CheckpointError) -> Tensor
    /// All elements of an integer or bool tensor, row-major.
    /// - Throws: `missingKey`, `unsupportedElementType` for a floating-point type, or what is wrong with the bytes.
    func integers(_ key: String) throws(CheckpointError) -> [Int64]
    /// The bytes of a tensor as they are stored, row-major; nil where they do not lie so in a mapped file.
    /// - Throws: `missingKey`, or what is wrong with the bytes.
    func mappedBytes(of key: String) throws(CheckpointError) -> MappedBytes?
}

extension Checkpoint {
    public var skippedKeys: [String] { [] }
    public var metadata: [String: String] { [:] }
    public func mappedBytes(of key: String) throws(CheckpointError) -> MappedBytes? { nil }
}
