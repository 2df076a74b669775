/// An opened checkpoint of PyTorch before 1.6: five pickles one after the other (a magic number, the version, the machine's properties,
/// the object, the keys of the storages), then each storage as a count of elements and the elements.
public struct TorchLegacyFile: FileCheckpoint {
    public let path: String
    public let keys: [String]
    public let skippedKeys: [String]
    let records: [String: TensorRecord]

    /// The magic number as a pickle holds it: LONG1, its length, and 0x1950A86A20F9469CFC6C.
    private static let magic: [UInt8] = [0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
    private static let version = 1001

    /// Whether the file begins with a pickle of the magic number, in whatever protocol.
    static func isPlausible(_ file: MappedFile) -> Bool {
        let headLength = min(file.count, 32)
        guard let head = file.bytes(at: 0, length: headLength), head.first == PickleOpcode.proto.rawValue else { return false }
        return head.indices.contains { head[$0...].starts(with: magic) }
    }

    init(_ file: MappedFile) throws(CheckpointError) {
        var cursor = PickleCursor(file, in: 0..<file.count)
        var graphs: [PickleGraph] = []
        var starts: [Int] = []
        var spent = 0
        do {
            for _ in 0..<5 {
                starts.append(cursor.offset)
                graphs.append(try PickleInterpreter.interpret(&cursor, spent: &spent))
            }
        } catch {
            throw .pickle(file: file.path, offset: error.offset, error.fault)
        }
        do throws(TorchContents.Failure) {
            guard case .integer(TorchLegacyFile.version) = graphs[1].root, case .mapping(let machine, _) = graphs[2].root else {
                throw TorchContents.Failure(.unsupportedVersion, at: starts[1])
            }
            guard case .bool(true) = graphs[2].value(for: "little_endian", inMapping: machine) else {
                throw TorchContents.Failure(.bigEndian, at: starts[2])
            }
            let runs = try TorchLegacyFile.runs(of: graphs[3], orderedBy: graphs[4], keysAt: starts[4], in: file, from: cursor.offset)
            let contents = try TorchContents(graphs[3], at: starts[3]) { storage throws(TorchContents.Failure) in
                guard let run = runs[storage.key] else {
                    throw TorchContents.Failure(.storageMissing(key: storage.key), at: storage.offset)
                }
                return run
            }
            path = file.path
            records = contents.records
            skippedKeys = contents.skippedKeys
            keys = contents.records.keys.sorted()
        } catch {
            throw .torch(file: file.path, offset: error.offset, error.fault)
        }
    }

    /// The bytes of each storage by its key. They stand in the order of the last pickle and must fill the rest of the file.
    private static func runs(
        of graph: PickleGraph, orderedBy keyGraph: PickleGraph, keysAt keysOffset: Int, in file: MappedFile, from start: Int
    ) throws(TorchContents.Failure) -> [String: StoredBytes] {
        var described: [String: TorchStorage] = [:]
        for storage in graph.storages {
            if let other = described[storage.key] {
                guard other.count == storage.count, other.elementType == storage.elementType else {
                    throw TorchContents.Failure(.storageDisagrees(key: storage.key), at: storage.offset)
                }
            } else {
                described[storage.key] = storage
            }
        }
        guard case .sequence(let place) = keyGraph.root else { throw TorchContents.Failure(.unsupportedVersion, at: keysOffset) }
        var runs: [String: StoredBytes] = [:]
        var offset = start
        for value in keyGraph.sequences[place] {
            guard case .text(let key) = value, let storage = described[key], runs[key] == nil else {
                var name = ""
                if case .text(let key) = value { name = key }
                throw TorchContents.Failure(.storageDisagrees(key: name), at: keysOffset)
            }
            let needed = storage.byteCount ?? .max
            guard let count = file.integer(at: offset, as: UInt64.self), file.contains(offset: offset + 8, length: needed) else {
                throw TorchContents.Failure(
                    .storageTooShort(key: key, needed: needed, found: max(file.count - offset - 8, 0)), at: offset)
            }
            guard count == UInt64(storage.count) else { throw TorchContents.Failure(.storageDisagrees(key: key), at: offset) }
            runs[key] = StoredBytes(file: file, range: offset + 8..<offset + 8 + needed)
            offset += 8 + needed
        }
        guard offset == file.count else { throw TorchContents.Failure(.trailingBytes(count: file.count - offset), at: offset) }
        return runs
    }
}
