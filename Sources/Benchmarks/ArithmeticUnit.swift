import CKernels
import Tensors

/// What multiplies: each kind of number has its own peak.
package enum ArithmeticUnit: String, Sendable, CaseIterable {
    case float32, bfloat16, int8

    /// The unit that the products of a precision are computed by where the processor has it.
    package init(_ precision: Precision) {
        switch precision {
        case .float32: self = .float32
        case .bfloat16: self = .bfloat16
        case .int8, .int4: self = .int8
        }
    }

    /// The fastest loop of this unit; nil where the processor has none.
    var loop: LubokUnitLoop? {
        let unit =
            switch self {
            case .float32: LUBOK_UNIT_FLOAT32
            case .bfloat16: LUBOK_UNIT_BFLOAT16
            case .int8: LUBOK_UNIT_INT8
            }
        return lubok_unit_loop(unit)?.pointee
    }
}
