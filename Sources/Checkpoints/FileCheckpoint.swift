import Tensors

/// A checkpoint whose tensors lie in one mapped file; the containers differ only in how they find them.
protocol FileCheckpoint: Checkpoint {
    var records: [String: TensorRecord] { get }
}

extension FileCheckpoint {
    public func summary(of key: String) -> TensorSummary? {
        records[key]?.summary
    }

    public func tensor(_ key: String) throws(CheckpointError) -> Tensor {
        try record(key).tensor()
    }

    public func integers(_ key: String) throws(CheckpointError) -> [Int64] {
        try record(key).integers()
    }

    public func mappedBytes(of key: String) throws(CheckpointError) -> MappedBytes? {
        try record(key).mappedBytes()
    }

    private func record(_ key: String) throws(CheckpointError) -> TensorRecord {
        guard let record = records[key] else {
            throw .missingKey(file: path, key: key, similar: similarNames(to: key, among: keys))
        }
        return record
    }
}
