/// The header of a safetensors file: for each tensor its type, shape and place, checked against one another and against the size of the data.
///
/// The format: eight bytes of header length, the header as JSON, then the tensors without holes or overlaps up to the end of the file.
struct SafetensorsHeader {
    struct Entry {
        let key: String
        let elementType: ElementType
        let layout: StridedLayout
        /// Counts from the start of the data.
        let range: Range<Int>
        /// Where the entry stands in the file, for errors.
        let offset: Int
    }

    /// In the order of their bytes.
    private(set) var entries: [Entry] = []
    private(set) var metadata: [String: String] = [:]

    typealias Failure = LocatedFault<SafetensorsFault>

    /// The format's own limit on the header, in bytes.
    static let maximumLength = 100_000_000
    /// The bytes in front of the header.
    static let lengthByteCount = 8

    /// - Parameters:
    ///   - json: the header.
    ///   - dataByteCount: the bytes of the file after the header.
    init(json bytes: [UInt8], dataByteCount: Int) throws(Failure) {
        var json = StrictJSON(bytes, at: SafetensorsHeader.lengthByteCount)
        var keys: Set<String> = []
        var isFirst = true
        try json.beginObject()
        var keyOffset = json.offset
        while let key = try json.nextKey(isFirst: &isFirst) {
            guard keys.insert(key).inserted else { throw Failure(.duplicateKey(key), at: keyOffset) }
            if key == "__metadata__" {
                metadata = try SafetensorsHeader.metadata(&json)
            } else {
                guard entries.count < CheckpointFile.maximumTensorCount else {
                    throw Failure(.tooManyTensors(maximum: CheckpointFile.maximumTensorCount), at: keyOffset)
                }
                entries.append(try SafetensorsHeader.entry(key, at: keyOffset, &json))
            }
            keyOffset = json.offset
        }
        try json.end()
        entries.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
        try checkPlaces(dataByteCount: dataByteCount, headerEnd: json.offset)
    }

    /// Each tensor must begin where the one before it ends, and the last end with the file.
    private func checkPlaces(dataByteCount: Int, headerEnd: Int) throws(Failure) {
        var end = 0
        for entry in entries {
            let start = entry.range.lowerBound
            guard start <= end else { throw Failure(.hole(key: entry.key, byteCount: start - end), at: entry.offset) }
            guard start == end else { throw Failure(.overlap(key: entry.key, byteCount: end - start), at: entry.offset) }
            end = entry.range.upperBound
            guard end <= dataByteCount else {
                throw Failure(.tensorBeyondFile(key: entry.key, end: end, available: dataByteCount), at: entry.offset)
            }
        }
        guard end == dataByteCount else { throw Failure(.trailingBytes(count: dataByteCount - end), at: headerEnd + end) }
    }

    private static func metadata(_ json: inout StrictJSON) throws(Failure) -> [String: String] {
        var metadata: [String: String] = [:]
        var isFirst = true
        try json.beginObject()
        var offset = json.offset
        while let key = try json.nextKey(isFirst: &isFirst) {
            guard metadata.updateValue(try json.string(), forKey: key) == nil else { throw Failure(.duplicateKey(key), at: offset) }
            offset = json.offset
        }
        return metadata
    }

    private static func entry(_ key: String, at offset: Int, _ json: inout StrictJSON) throws(Failure) -> Entry {
        var typeName: String?
        var shape: [Int]?
        var offsets: [Int]?
        var isFirst = true
        try json.beginObject()
        var fieldOffset = json.offset
        while let field = try json.nextKey(isFirst: &isFirst) {
            let isDuplicate: Bool
            switch field {
            case "dtype":
                isDuplicate = typeName != nil
                typeName = try json.string()
            case "shape":
                isDuplicate = shape != nil
                shape = try naturalNumbers(of: key, &json)
            case "data_offsets":
                isDuplicate = offsets != nil
                offsets = try naturalNumbers(of: key, &json)
            default:
                throw Failure(.unknownField(key: key, field: field), at: fieldOffset)
            }
            guard !isDuplicate else { throw Failure(.duplicateKey(field), at: fieldOffset) }
            fieldOffset = json.offset
        }
        guard let typeName else { throw Failure(.missingField(key: key, field: "dtype"), at: offset) }
        guard let shape else { throw Failure(.missingField(key: key, field: "shape"), at: offset) }
        guard let offsets else { throw Failure(.missingField(key: key, field: "data_offsets"), at: offset) }
        guard offsets.count == 2 else { throw Failure(.syntax(expected: "two data offsets"), at: offset) }
        guard offsets[0] <= offsets[1] else {
            throw Failure(.reversedOffsets(key: key, start: offsets[0], end: offsets[1]), at: offset)
        }
        guard let layout = StridedLayout(contiguous: shape) else { throw Failure(.shapeOverflow(key: key, shape: shape), at: offset) }
        let elementType = ElementType(safetensorsName: typeName)
        if let size = elementType.byteCount {
            let (needed, overflows) = layout.count.multipliedReportingOverflow(by: size)
            guard !overflows else { throw Failure(.shapeOverflow(key: key, shape: shape), at: offset) }
            let found = offsets[1] - offsets[0]
            guard needed == found else { throw Failure(.byteCountMismatch(key: key, expected: needed, found: found), at: offset) }
        }
        return Entry(key: key, elementType: elementType, layout: layout, range: offsets[0]..<offsets[1], offset: offset)
    }

    private static func naturalNumbers(of key: String, _ json: inout StrictJSON) throws(Failure) -> [Int] {
        var numbers: [Int] = []
        var isFirst = true
        try json.beginArray()
        while try json.hasNextElement(isFirst: &isFirst) {
            guard numbers.count < StridedLayout.maximumRank else {
                throw Failure(.rankTooLarge(key: key, maximum: StridedLayout.maximumRank), at: json.offset)
            }
            numbers.append(try json.naturalNumber())
        }
        return numbers
    }
}
