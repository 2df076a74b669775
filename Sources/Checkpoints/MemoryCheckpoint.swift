import Tensors

/// Tensors that never were in a file, such as random weights.
public struct MemoryCheckpoint: Checkpoint {
    public let path: String
    public let keys: [String]
    private let tensors: [String: Tensor]

    /// - Parameters:
    ///   - tensors: by key.
    ///   - path: what errors call this checkpoint.
    public init(_ tensors: [String: Tensor], path: String = "memory") {
        self.tensors = tensors
        self.path = path
        keys = tensors.keys.sorted()
    }

    public func summary(of key: String) -> TensorSummary? {
        tensors[key].map { TensorSummary(elementType: .float32, shape: $0.shape) }
    }

    public func tensor(_ key: String) throws(CheckpointError) -> Tensor {
        guard let tensor = tensors[key] else {
            throw .missingKey(file: path, key: key, similar: similarNames(to: key, among: keys))
        }
        return tensor
    }

    public func integers(_ key: String) throws(CheckpointError) -> [Int64] {
        guard tensors[key] != nil else {
            throw .missingKey(file: path, key: key, similar: similarNames(to: key, among: keys))
        }
        throw .unsupportedElementType(file: path, key: key, type: ElementType.float32.name)
    }
}
