/// How the keys and values of attention are stored.
public enum KeyPrecision: Sendable {
    case float32
    /// The upper half of single precision, rounded.
    case bfloat16

    /// That of a model whose weights are in `precision`: 16 bits wherever those are below single precision.
    public init(_ precision: Precision) {
        self = precision == .float32 ? .float32 : .bfloat16
    }

    /// Memory that a number takes.
    public var byteCount: Int {
        switch self {
        case .float32: MemoryLayout<Float>.size
        case .bfloat16: MemoryLayout<UInt16>.size
        }
    }
}
