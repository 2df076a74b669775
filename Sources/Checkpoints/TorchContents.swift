/// What both of PyTorch's containers come to: tensors that are views of storages.
struct TorchContents {
    let records: [String: TensorRecord]
    let skippedKeys: [String]

    typealias Failure = LocatedFault<TorchFault>

    /// - Parameters:
    ///   - graph: the pickle of the checkpoint, which began at `offset`.
    ///   - bytes: finds the run that a storage refers to, with all the bytes that it is said to have.
    init(_ graph: PickleGraph, at offset: Int, bytes: (TorchStorage) throws(Failure) -> StoredBytes) throws(Failure) {
        guard let state = StateDictionary(graph) else { throw Failure(.notDictionary, at: offset) }
        guard state.tensors.count <= CheckpointFile.maximumTensorCount else {
            throw Failure(.tooManyTensors(maximum: CheckpointFile.maximumTensorCount), at: offset)
        }
        // All storages, not only those of the state dictionary: a file that contradicts itself anywhere is not to be trusted.
        var storages: [StoredBytes] = []
        storages.reserveCapacity(graph.storages.count)
        for storage in graph.storages {
            guard storage.byteCount != nil, let size = storage.elementType.byteCount else {
                throw Failure(.storageTooShort(key: storage.key, needed: .max, found: 0), at: storage.offset)
            }
            storages.append(try bytes(storage).part(storage.start * size..<(storage.start + storage.viewCount) * size))
        }
        records = Dictionary(uniqueKeysWithValues: state.tensors.map { key, tensor in
            let elementType = graph.storages[tensor.storage].elementType
            return (key, TensorRecord(key: key, elementType: elementType, layout: tensor.layout, storage: storages[tensor.storage]))
        })
        skippedKeys = state.skippedKeys.sorted()
    }
}
