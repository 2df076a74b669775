/// The type of a stored tensor's elements.
public enum ElementType: Sendable, Hashable {
    case float64, float32, float16, bfloat16
    case int64, int32, int16, int8, uint8
    /// One byte each; any value but 0 is true.
    case bool
    /// A type that cannot be read here; `byteCount` is the size of an element where it is known.
    case other(name: String, byteCount: Int?)

    /// Bytes per element, where known.
    public var byteCount: Int? {
        switch self {
        case .float64, .int64: 8
        case .float32, .int32: 4
        case .float16, .bfloat16, .int16: 2
        case .int8, .uint8, .bool: 1
        case .other(_, let byteCount): byteCount
        }
    }

    /// The name that people know the type by.
    public var name: String {
        switch self {
        case .float64: "float64"
        case .float32: "float32"
        case .float16: "float16"
        case .bfloat16: "bfloat16"
        case .int64: "int64"
        case .int32: "int32"
        case .int16: "int16"
        case .int8: "int8"
        case .uint8: "uint8"
        case .bool: "bool"
        case .other(let name, _): name
        }
    }
}
