/// An opened safetensors file.
public struct SafetensorsFile: FileCheckpoint {
    public let path: String
    public let keys: [String]
    public let metadata: [String: String]
    let records: [String: TensorRecord]

    init(_ file: MappedFile) throws(CheckpointError) {
        let start = SafetensorsHeader.lengthByteCount
        guard let length = file.integer(at: 0, as: UInt64.self) else { throw .unknownContainer(file: file.path) }
        guard length <= UInt64(SafetensorsHeader.maximumLength) else {
            throw .safetensors(file: file.path, offset: 0, .headerTooLong(length: length, maximum: SafetensorsHeader.maximumLength))
        }
        guard let json = file.bytes(at: start, length: Int(length)) else {
            throw .safetensors(file: file.path, offset: 0, .headerBeyondFile(length: length, available: file.count - start))
        }
        let dataStart = start + json.count
        let header: SafetensorsHeader
        do {
            header = try SafetensorsHeader(json: json, dataByteCount: file.count - dataStart)
        } catch {
            throw .safetensors(file: file.path, offset: error.offset, error.fault)
        }
        path = file.path
        metadata = header.metadata
        records = Dictionary(uniqueKeysWithValues: header.entries.map { entry in
            let range = dataStart + entry.range.lowerBound..<dataStart + entry.range.upperBound
            let storage = StoredBytes(file: file, range: range)
            return (entry.key, TensorRecord(key: entry.key, elementType: entry.elementType, layout: entry.layout, storage: storage))
        })
        keys = records.keys.sorted()
    }

    /// Whether a file that is no archive and no pickle can be meant as safetensors: it begins with a plausible length, or with a brace behind one.
    static func isPlausible(_ file: MappedFile) -> Bool {
        guard let length = file.integer(at: 0, as: UInt64.self) else { return false }
        let afterLength = file.integer(at: SafetensorsHeader.lengthByteCount, as: UInt8.self)
        return afterLength == UInt8(ascii: "{") || length <= UInt64(file.count - SafetensorsHeader.lengthByteCount)
    }
}
