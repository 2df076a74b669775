extension StridedLayout {
    /// Copies the elements into row-major order.
    /// - Parameter bytes: the bytes of `extent`.
    func gather(_ bytes: UnsafeRawBufferPointer, elementByteCount: Int) -> [UInt8] {
        precondition(bytes.count == extent.count * elementByteCount)
        return [UInt8](unsafeUninitializedCapacity: count * elementByteCount) { buffer, initializedCount in
            let output = UnsafeMutableRawBufferPointer(buffer)
            switch elementByteCount {
            case 1: gather(bytes, as: UInt8.self, into: output)
            case 2: gather(bytes, as: UInt16.self, into: output)
            case 4: gather(bytes, as: UInt32.self, into: output)
            case 8: gather(bytes, as: UInt64.self, into: output)
            default: preconditionFailure("no element type has \(elementByteCount) bytes")
            }
            initializedCount = count * elementByteCount
        }
    }

    /// One row of the innermost axis after the other; the outer axes count like an odometer.
    private func gather<Element: FixedWidthInteger>(
        _ bytes: UnsafeRawBufferPointer, as type: Element.Type, into output: UnsafeMutableRawBufferPointer
    ) {
        let size = MemoryLayout<Element>.size
        let rowLength = shape.last ?? 1
        let elementStride = strides.last ?? 1
        var indices = [Int](repeating: 0, count: max(shape.count - 1, 0))
        var rowStart = 0
        var written = 0
        while written < count {
            for element in 0..<rowLength {
                let value = bytes.loadUnaligned(fromByteOffset: (rowStart + element * elementStride) * size, as: type)
                output.storeBytes(of: value, toByteOffset: (written + element) * size, as: type)
            }
            written += rowLength
            var axis = indices.count - 1
            while axis >= 0 {
                indices[axis] += 1
                rowStart += strides[axis]
                guard indices[axis] == shape[axis] else { break }
                rowStart -= shape[axis] * strides[axis]
                indices[axis] = 0
                axis -= 1
            }
        }
    }
}
