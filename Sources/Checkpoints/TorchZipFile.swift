/// An opened checkpoint of PyTorch 1.6 and later: a zip archive with `data.pkl` and one entry for each storage, all in one folder.
///
/// The pickle and small entries are compared with their checksums at open, because what they say is believed from then on; storages when first read.
public struct TorchZipFile: FileCheckpoint {
    public let path: String
    public let keys: [String]
    public let skippedKeys: [String]
    let records: [String: TensorRecord]

    init(_ file: MappedFile) throws(CheckpointError) {
        let entries: [String: StoredBytes]
        do {
            entries = Dictionary(uniqueKeysWithValues: try ZipArchive(file).entries.map { ($0.name, $0.bytes) })
        } catch {
            throw .zip(file: file.path, offset: error.offset, error.fault)
        }
        let folder = try TorchZipFile.folder(of: entries, in: file)
        if let order = entries[folder + "byteorder"], try order.withBytes(in: 0..<order.range.count, { !$0.elementsEqual("little".utf8) }) {
            throw .torch(file: file.path, offset: order.range.lowerBound, .bigEndian)
        }
        guard let pickle = entries[folder + "data.pkl"] else { throw .torch(file: file.path, offset: 0, .noPickle) }
        try pickle.verify()
        let graph: PickleGraph
        do throws(PickleInterpreter.Failure) {
            var cursor = PickleCursor(file, in: pickle.range)
            var spent = 0
            graph = try PickleInterpreter.interpret(&cursor, spent: &spent)
            guard cursor.remaining == 0 else {
                throw PickleInterpreter.Failure(.dataAfterStop(count: cursor.remaining), at: cursor.offset)
            }
        } catch {
            throw .pickle(file: file.path, offset: error.offset, error.fault)
        }
        let contents: TorchContents
        do {
            contents = try TorchContents(graph, at: pickle.range.lowerBound) { storage throws(TorchContents.Failure) in
                try TorchZipFile.bytes(of: storage, among: entries, folder: folder)
            }
        } catch {
            throw .torch(file: file.path, offset: error.offset, error.fault)
        }
        path = file.path
        records = contents.records
        skippedKeys = contents.skippedKeys
        keys = contents.records.keys.sorted()
    }

    /// The one folder that everything lies in, with its stroke.
    private static func folder(of entries: [String: StoredBytes], in file: MappedFile) throws(CheckpointError) -> String {
        let pickles = entries.keys.filter {
            let components = $0.split(separator: "/")
            return components.count == 2 && components[1] == "data.pkl"
        }
        guard pickles.count == 1, let pickle = pickles.first else { throw .torch(file: file.path, offset: 0, .noPickle) }
        let folder = String(pickle.dropLast("data.pkl".count))
        for (name, bytes) in entries {
            guard name.utf8.starts(with: folder.utf8) else {
                throw .torch(file: file.path, offset: bytes.range.lowerBound, .entryOutsideFolder(entry: name))
            }
            guard name != folder + "constants.pkl", !name.utf8.starts(with: (folder + "code/").utf8) else {
                throw .torch(file: file.path, offset: bytes.range.lowerBound, .torchScript)
            }
        }
        return folder
    }

    private static func bytes(
        of storage: TorchStorage, among entries: [String: StoredBytes], folder: String
    ) throws(TorchContents.Failure) -> StoredBytes {
        let isPlainNumber = storage.key.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isPlainNumber, let bytes = entries[folder + "data/" + storage.key] else {
            throw TorchContents.Failure(.storageMissing(key: storage.key), at: storage.offset)
        }
        let needed = storage.byteCount ?? .max
        guard needed <= bytes.range.count else {
            throw TorchContents.Failure(
                .storageTooShort(key: storage.key, needed: needed, found: bytes.range.count), at: storage.offset)
        }
        return bytes
    }
}
