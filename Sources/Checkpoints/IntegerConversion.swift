/// Turns stored integers and truth values into Int64, exactly.
struct IntegerConversion {
    private let elementType: ElementType

    /// Nil for types whose elements are no integers.
    init?(from elementType: ElementType) {
        switch elementType {
        case .int64, .int32, .int16, .int8, .uint8, .bool: self.elementType = elementType
        case .float64, .float32, .float16, .bfloat16, .other: return nil
        }
    }

    /// - Parameters:
    ///   - bytes: little-endian elements, at any alignment.
    ///   - output: as many integers as there are elements; all of them are written.
    func convert(_ bytes: UnsafeRawBufferPointer, into output: UnsafeMutableBufferPointer<Int64>) {
        switch elementType {
        case .int64: widen(bytes, as: Int64.self, into: output)
        case .int32: widen(bytes, as: Int32.self, into: output)
        case .int16: widen(bytes, as: Int16.self, into: output)
        case .int8: widen(bytes, as: Int8.self, into: output)
        case .uint8: widen(bytes, as: UInt8.self, into: output)
        case .bool:
            widen(bytes, as: UInt8.self, into: output)
            for index in output.indices where output[index] != 0 { output[index] = 1 }
        case .float64, .float32, .float16, .bfloat16, .other: preconditionFailure("refused by init")
        }
    }

    @inline(__always)
    private func widen<Element: FixedWidthInteger>(
        _ bytes: UnsafeRawBufferPointer, as type: Element.Type, into output: UnsafeMutableBufferPointer<Int64>
    ) {
        let size = MemoryLayout<Element>.size
        precondition(bytes.count == output.count * size)
        for index in output.indices {
            output[index] = Int64(Element(littleEndian: bytes.loadUnaligned(fromByteOffset: index * size, as: type)))
        }
    }
}
