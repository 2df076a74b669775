import Tensors

/// Several checkpoints that hold the parts of one: a model whose files were split.
public struct JoinedCheckpoint: Checkpoint {
    public let path: String
    public let keys: [String]
    public let skippedKeys: [String]
    private let parts: [any Checkpoint]
    /// The part that holds a key.
    private let places: [String: Int]

    /// - Throws: `CheckpointError.ambiguousKey` where two parts hold the same key.
    public init(_ parts: [any Checkpoint]) throws(CheckpointError) {
        var places = [String: Int]()
        for (index, part) in parts.enumerated() {
            for key in part.keys {
                if let other = places.updateValue(index, forKey: key) {
                    throw .ambiguousKey(file: part.path, key: key, candidates: [parts[other].path, part.path])
                }
            }
        }
        self.parts = parts
        self.places = places
        path = parts.first?.path ?? ""
        keys = places.keys.sorted()
        skippedKeys = parts.flatMap(\.skippedKeys).sorted()
    }

    public func summary(of key: String) -> TensorSummary? {
        places[key].flatMap { parts[$0].summary(of: key) }
    }

    public func tensor(_ key: String) throws(CheckpointError) -> Tensor {
        try part(holding: key).tensor(key)
    }

    public func integers(_ key: String) throws(CheckpointError) -> [Int64] {
        try part(holding: key).integers(key)
    }

    public func mappedBytes(of key: String) throws(CheckpointError) -> MappedBytes? {
        try part(holding: key).mappedBytes(of: key)
    }

    private func part(holding key: String) throws(CheckpointError) -> any Checkpoint {
        guard let place = places[key] else { throw .missingKey(file: path, key: key, similar: []) }
        return parts[place]
    }
}
