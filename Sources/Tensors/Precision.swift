import CKernels

/// How the weights of products are stored.
public enum Precision: String, Sendable, CaseIterable, Codable {
    /// IEEE single precision: the truth that others are measured against.
    case float32
    /// The upper half of single precision, of the weights and of what they are multiplied with.
    case bfloat16
    /// A byte for each weight and a scale for each output; what they are multiplied with becomes bytes, too, with a scale for each row.
    case int8
    /// Four bits for each weight and a scale for each 32 of them; bytes for what they are multiplied with. See `ofOutermostLayers`.
    case int4

    /// The precision of nets that integers would blur, where the transformer of the model is in this one: convolutions and towers.
    public var ofPictures: Precision {
        switch self {
        case .float32: .float32
        case .bfloat16, .int8, .int4: .bfloat16
        }
    }

    /// The precision of a transformer's first layer and of its logits, where the layers between are in this one: of what four bits cost in
    /// accuracy, those few matrices cost more than all others together.
    public var ofOutermostLayers: Precision {
        switch self {
        case .float32, .bfloat16, .int8: self
        case .int4: .int8
        }
    }

    /// The place of its product among the kernels.
    package var kernel: LubokPrecision {
        switch self {
        case .float32: LUBOK_FLOAT32
        case .bfloat16: LUBOK_BFLOAT16
        case .int8: LUBOK_INT8
        case .int4: LUBOK_INT4
        }
    }
}
