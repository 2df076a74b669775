extension ElementType {
    /// The type that a safetensors header calls `name`. Names that are not known become `other`, to be refused when the tensor is asked for.
    init(safetensorsName name: String) {
        switch name {
        case "F64": self = .float64
        case "F32": self = .float32
        case "F16": self = .float16
        case "BF16": self = .bfloat16
        case "I64": self = .int64
        case "I32": self = .int32
        case "I16": self = .int16
        case "I8": self = .int8
        case "U8": self = .uint8
        case "BOOL": self = .bool
        case "U64", "C64": self = .other(name: name, byteCount: 8)
        case "U32": self = .other(name: name, byteCount: 4)
        case "U16": self = .other(name: name, byteCount: 2)
        case "F8_E4M3", "F8_E5M2", "F8_E8M0": self = .other(name: name, byteCount: 1)
        default: self = .other(name: name, byteCount: nil)
        }
    }

    /// What a safetensors header calls the type.
    var safetensorsName: String {
        switch self {
        case .float64: "F64"
        case .float32: "F32"
        case .float16: "F16"
        case .bfloat16: "BF16"
        case .int64: "I64"
        case .int32: "I32"
        case .int16: "I16"
        case .int8: "I8"
        case .uint8: "U8"
        case .bool: "BOOL"
        case .other(let name, _): name
        }
    }
}
