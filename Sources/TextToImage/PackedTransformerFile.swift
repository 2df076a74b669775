import Checkpoints
import Tensors
import TokenTransformer

/// The file of a transformer whose matrices lie as the kernels read them, so that it opens by being mapped.
///
/// One matrix after another is read, packed and written: the largest of them bounds the memory.
struct PackedTransformerFile {
    let config: TransformerConfig
    let precision: Precision

    /// Its name in a model folder.
    var name: String { "transformer.\(precision.rawValue).safetensors" }

    /// First the packed matrices, whose sizes keep them aligned, then everything else: tables in 16 bits, vectors in single precision.
    ///
    /// - Parameter progress: called after each matrix with how many are packed, and of how many.
    /// - Throws: `CheckpointError`, before anything is written for a matrix that is missing or of another shape.
    func write(
        _ weights: Weights, to path: String, on pool: ComputePool, progress: (_ done: Int, _ total: Int) throws -> Void
    ) throws {
        let matrices = TransformerModel.matrices(of: config, precision: precision)
        for (matrix, _) in matrices {
            let found = try weights.shape(of: matrix.name)
            guard found == matrix.shape else {
                throw CheckpointError.shapeMismatch(file: weights.path, key: matrix.name, expected: matrix.shape, found: found)
            }
        }
        let packed = Set(matrices.map(\.entry.name))
        let others = weights.expectedNames.filter { !packed.contains($0) }
        var entries = [SafetensorsWriter.Entry]()
        for (matrix, precision) in matrices {
            let layout = matrix.layout(precision)
            entries.append(.init(key: matrix.packedName(precision), elementType: .uint8, shape: [layout.byteCount]))
            if layout.scaleByteCount > 0 {
                entries.append(.init(key: matrix.scalesName(precision), elementType: .uint8, shape: [layout.scaleByteCount]))
            }
        }
        for name in others {
            let shape = try weights.shape(of: name)
            entries.append(.init(key: name, elementType: shape.count > 1 && precision != .float32 ? .bfloat16 : .float32, shape: shape))
        }
        let writer = try SafetensorsWriter(path, entries: entries)
        for (index, stored) in matrices.enumerated() {
            let matrix = try weights.matrix(stored.entry, precision: stored.precision, on: pool)
            try writer.append(matrix.packed.bytes)
            if let scales = matrix.scales { try writer.append(scales.bytes) }
            try progress(index + 1, matrices.count)
        }
        for name in others { try writer.append(try weights.tensor(name, shape: weights.shape(of: name))) }
        try writer.finish()
    }
}
