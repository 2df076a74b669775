/// How a file breaks the rules of the safetensors format.
public enum SafetensorsFault: Sendable, Equatable, CustomStringConvertible {
    case headerTooLong(length: UInt64, maximum: Int)
    case headerBeyondFile(length: UInt64, available: Int)
    /// The JSON of the header is broken, or is no header; `expected` says what should stand here.
    case syntax(expected: String)
    case notUTF8
    case duplicateKey(String)
    case unknownField(key: String, field: String)
    case missingField(key: String, field: String)
    case tooManyTensors(maximum: Int)
    case rankTooLarge(key: String, maximum: Int)
    /// The product of the extents overflows.
    case shapeOverflow(key: String, shape: [Int])
    case reversedOffsets(key: String, start: Int, end: Int)
    /// Bytes before this tensor belong to none.
    case hole(key: String, byteCount: Int)
    /// The tensor begins inside the one before it.
    case overlap(key: String, byteCount: Int)
    case tensorBeyondFile(key: String, end: Int, available: Int)
    case byteCountMismatch(key: String, expected: Int, found: Int)
    case trailingBytes(count: Int)

    public var description: String {
        switch self {
        case .headerTooLong(let length, let maximum):
            "the header is said to be \(length) bytes long, more than the allowed \(maximum)"
        case .headerBeyondFile(let length, let available):
            "the header is said to be \(length) bytes long, but only \(available) follow"
        case .syntax(let expected):
            "the header should have \(expected) here"
        case .notUTF8:
            "the header is not UTF-8"
        case .duplicateKey(let key):
            "the key \(quoted(key)) stands twice in the header"
        case .unknownField(let key, let field):
            "\(quoted(key)) has an unknown field \(quoted(field))"
        case .missingField(let key, let field):
            "\(quoted(key)) has no field \(quoted(field))"
        case .tooManyTensors(let maximum):
            "there are more than \(maximum) tensors"
        case .rankTooLarge(let key, let maximum):
            "\(quoted(key)) has more than \(maximum) dimensions"
        case .shapeOverflow(let key, let shape):
            "\(quoted(key)) has an impossible shape \(shape)"
        case .reversedOffsets(let key, let start, let end):
            "\(quoted(key)) ends at \(end), before its start at \(start)"
        case .hole(let key, let byteCount):
            "\(byteCount) bytes before \(quoted(key)) belong to no tensor"
        case .overlap(let key, let byteCount):
            "\(quoted(key)) shares \(byteCount) bytes with the tensor before it"
        case .tensorBeyondFile(let key, let end, let available):
            "\(quoted(key)) ends at \(end) of \(available) bytes of data, so the file seems cut short"
        case .byteCountMismatch(let key, let expected, let found):
            "\(quoted(key)) takes \(found) bytes where its shape and type need \(expected)"
        case .trailingBytes(let count):
            "\(count) bytes after the last tensor belong to none"
        }
    }
}
