/// Turns stored elements into Float32. Exact for every type of at most 16 bits; wider ones are rounded to nearest.
struct FloatConversion {
    private let elementType: ElementType

    /// Nil for types that cannot be read here.
    init?(from elementType: ElementType) {
        if case .other = elementType { return nil }
        self.elementType = elementType
    }

    /// - Parameters:
    ///   - bytes: little-endian elements, at any alignment.
    ///   - output: as many floats as there are elements; all of them are written.
    func convert(_ bytes: UnsafeRawBufferPointer, into output: UnsafeMutableBufferPointer<Float>) {
        switch elementType {
        case .float32: UnsafeMutableRawBufferPointer(output).copyMemory(from: bytes)
        case .float16: map(bytes, into: output) { (bits: UInt16) in FloatConversion.float(fromFloat16: bits) }
        case .bfloat16: map(bytes, into: output) { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) }
        case .float64: map(bytes, into: output) { (bits: UInt64) in Float(Double(bitPattern: bits)) }
        case .int64: map(bytes, into: output) { (value: Int64) in Float(value) }
        case .int32: map(bytes, into: output) { (value: Int32) in Float(value) }
        case .int16: map(bytes, into: output) { (value: Int16) in Float(value) }
        case .int8: map(bytes, into: output) { (value: Int8) in Float(value) }
        case .uint8: map(bytes, into: output) { (value: UInt8) in Float(value) }
        case .bool: map(bytes, into: output) { (value: UInt8) in value == 0 ? 0 : 1 }
        case .other: preconditionFailure("refused by init")
        }
    }

    @inline(__always)
    private func map<Element: FixedWidthInteger>(
        _ bytes: UnsafeRawBufferPointer, into output: UnsafeMutableBufferPointer<Float>, _ transform: (Element) -> Float
    ) {
        let size = MemoryLayout<Element>.size
        precondition(bytes.count == output.count * size)
        for index in output.indices {
            output[index] = transform(Element(littleEndian: bytes.loadUnaligned(fromByteOffset: index * size, as: Element.self)))
        }
    }

    /// IEEE half to single precision by bit manipulation without branches: the library routine behind `Float(Float16)` is a call per element.
    ///
    /// The exponent moves from bias 15 to 127. Infinity and NaN need its new maximum; a subnormal is read as 2⁻¹⁴ × (1 + fraction),
    /// from which 2⁻¹⁴ is subtracted, which is exact.
    @inline(__always)
    static func float(fromFloat16 bits: UInt16) -> Float {
        let shifted = UInt32(bits & 0x7FFF) << 13
        let exponent = shifted & 0x0F80_0000
        let rebiased = shifted &+ (127 - 15) << 23
        let special = rebiased &+ (128 - 16) << 23
        let subnormal = (Float(bitPattern: rebiased &+ 1 << 23) - Float(bitPattern: 113 << 23)).bitPattern
        let magnitude = exponent == 0x0F80_0000 ? special : exponent == 0 ? subnormal : rebiased
        return Float(bitPattern: magnitude | UInt32(bits & 0x8000) << 16)
    }
}

/// The index of the first NaN or infinity, or nil.
func firstNonFiniteIndex(in values: UnsafeBufferPointer<Float>) -> Int? {
    // Without an exit in the loop it runs at the speed of memory; the place is looked for only where there is one.
    var found: UInt32 = 0
    for value in values {
        found |= value.bitPattern & 0x7F80_0000 == 0x7F80_0000 ? 1 : 0
    }
    return found == 0 ? nil : values.firstIndex { !$0.isFinite }
}
