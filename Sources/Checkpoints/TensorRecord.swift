import Tensors

/// A tensor in a file: where it lies and how it is stored. Nothing of it is read before it is asked for.
struct TensorRecord: Sendable {
    let key: String
    let elementType: ElementType
    let layout: StridedLayout
    /// All bytes of the storage that the layout speaks of; at least as many as it needs.
    let storage: StoredBytes

    var summary: TensorSummary { TensorSummary(elementType: elementType, shape: layout.shape) }

    /// All elements as Float32, row-major.
    func tensor() throws(CheckpointError) -> Tensor {
        guard let conversion = FloatConversion(from: elementType), let byteCount = elementType.byteCount else { throw unsupported }
        guard layout.isContiguous else {
            return try withContiguousBytes { bytes in
                Tensor(shape: layout.shape) { conversion.convert(bytes, into: $0) }
            }
        }
        let extent = layout.extent
        var failure: CheckpointError?
        let tensor = Tensor(shape: layout.shape) { target in
            do throws(CheckpointError) {
                try storage.readPieces(in: extent.lowerBound * byteCount..<extent.upperBound * byteCount) { piece, start in
                    let first = start / byteCount
                    conversion.convert(piece, into: UnsafeMutableBufferPointer(rebasing: target[first..<first + piece.count / byteCount]))
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return tensor
    }

    /// All elements of an integer or bool tensor, row-major.
    func integers() throws(CheckpointError) -> [Int64] {
        guard let conversion = IntegerConversion(from: elementType) else { throw unsupported }
        return try withContiguousBytes { bytes in
            [Int64](unsafeUninitializedCapacity: layout.count) { buffer, initializedCount in
                conversion.convert(bytes, into: UnsafeMutableBufferPointer(rebasing: buffer[..<layout.count]))
                initializedCount = layout.count
            }
        }
    }

    /// The elements' own bytes; nil where they do not lie one after the other in row-major order.
    func mappedBytes() throws(CheckpointError) -> MappedBytes? {
        guard let byteCount = elementType.byteCount else { throw unsupported }
        guard layout.isContiguous else { return nil }
        try storage.verify()
        let extent = layout.extent
        let part = storage.part(extent.lowerBound * byteCount..<extent.upperBound * byteCount)
        return MappedBytes(file: part.file, range: part.range)
    }

    private var unsupported: CheckpointError {
        .unsupportedElementType(file: storage.file.path, key: key, type: elementType.name)
    }

    /// The elements one after the other in row-major order: the file's own bytes where they lie so, else gathered.
    private func withContiguousBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) throws(CheckpointError) -> R {
        guard let byteCount = elementType.byteCount else { throw unsupported }
        let extent = layout.extent
        return try storage.withBytes(in: extent.lowerBound * byteCount..<extent.upperBound * byteCount) { bytes in
            guard !layout.isContiguous else { return body(bytes) }
            return layout.gather(bytes, elementByteCount: byteCount).withUnsafeBytes(body)
        }
    }
}
