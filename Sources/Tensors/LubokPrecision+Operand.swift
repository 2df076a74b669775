import CKernels

/// Of the two precisions in which what is computed can be handed on: float32 and bfloat16.
extension LubokPrecision {
    package var elementBytes: Int { self == LUBOK_FLOAT32 ? MemoryLayout<Float>.size : MemoryLayout<UInt16>.size }

    /// Elements that a lane of a vector register takes at once.
    package var elementsOfLane: Int { MemoryLayout<Float>.size / elementBytes }

    /// As many elements as fill whole lanes.
    package func padded(_ count: Int) -> Int { (count + elementsOfLane - 1) / elementsOfLane * elementsOfLane }
}
