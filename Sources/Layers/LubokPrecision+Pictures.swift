import CKernels

extension LubokPrecision {
    /// The swish that is exact enough for values of this precision.
    var swish: LubokMapFunction { self == LUBOK_FLOAT32 ? LUBOK_MAP_SWISH : LUBOK_MAP_ROUGH_SWISH }
}
