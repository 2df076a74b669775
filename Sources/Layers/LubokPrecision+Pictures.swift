import CKernels

/// The two precisions of pictures.
extension LubokPrecision {
    var elementBytes: Int { self == LUBOK_FLOAT32 ? MemoryLayout<Float>.stride : MemoryLayout<UInt16>.stride }

    /// As many channels as fill whole lanes.
    func padded(_ channels: Int) -> Int { (channels + elementsOfLane - 1) / elementsOfLane * elementsOfLane }

    /// The swish that is exact enough for values of this precision.
    var swish: LubokMapFunction { self == LUBOK_FLOAT32 ? LUBOK_MAP_SWISH : LUBOK_MAP_ROUGH_SWISH }

    /// Elements of the inner dimension that a lane of a vector register takes at once.
    var elementsOfLane: Int { MemoryLayout<Float>.stride / elementBytes }
}
