import CKernels

/// Scaled dot-product attention of single queries to keys that are stored in slots.
package enum Attention {
    /// Numbers from one slot to the next.
    package static func slotWidth(headDimension: Int) -> Int { lubok_slot_width(headDimension) }

    /// Floats of scratch for queries none of which sees more than `keys` keys.
    package static func scratchCount(headDimension: Int, keys: Int) -> Int { lubok_attention_scratch(headDimension, keys) }

    /// Stores the keys and values of some places, in some heads; then each attends to the keys that they share and to those of its own.
    ///
    /// A query's result is the same bits whatever queries are beside it.
    /// - Parameters:
    ///   - shared: from the first of the heads on.
    ///   - scratch: `scratchCount` floats.
    package static func attend(
        _ queries: UnsafeBufferPointer<LubokQuery>, to shared: LubokKeyMemory, precision: KeyPrecision, heads: Int,
        headDimension: Int, scratch: UnsafeMutablePointer<Float>
    ) {
        let kernel =
            switch precision {
            case .float32: Kernels.active.pointee.attend.0!
            case .bfloat16: Kernels.active.pointee.attend.1!
            }
        withUnsafePointer(to: shared) { shared in
            kernel(
                queries.baseAddress, queries.count, shared, heads, headDimension, 1 / Float(headDimension).squareRoot(), scratch)
        }
    }
}
