import CKernels
import Checkpoints
import Tensors

/// A table of vectors, looked up by index.
public struct Embedding: Sendable {
    /// Rows of the table.
    public let entries: Int
    /// The length of each vector.
    public let width: Int
    private let table: Table

    /// `[entries, width]`.
    private enum Table: Sendable {
        case float32(Tensor)
        case bfloat16([UInt16])
    }

    /// Reads `weight` `[entries, width]` from a scope.
    public init(_ weights: Weights, entries: Int, width: Int, precision: Precision = .float32) throws(CheckpointError) {
        self.init(table: try weights.tensor("weight", shape: [entries, width]), precision: precision)
    }

    /// - Parameters:
    ///   - table: `[entries, width]`.
    ///   - precision: below `float32` the table is kept in 16 bits.
    public init(table: Tensor, precision: Precision = .float32) {
        entries = table.shape[0]
        width = table.shape[1]
        self.table =
            precision == .float32
            ? .float32(table)
            : .bfloat16(
                Array(unsafeUninitializedCapacity: table.count) { target, count in
                    table.withUnsafeBufferPointer {
                        Kernels.active.pointee.to_bfloat16($0.baseAddress!, table.count, target.baseAddress!)
                    }
                    count = table.count
                })
    }

    /// Memory that the table takes.
    public var byteCount: Int {
        switch table {
        case .float32(let table): table.count * MemoryLayout<Float>.size
        case .bfloat16(let table): table.count * MemoryLayout<UInt16>.size
        }
    }

    /// Writes one vector to row `row` of `output` `[rows, width]`.
    public func copy(_ index: Int, toRow row: Int, of output: inout Tensor) {
        withRow(row, of: &output) { target in
            target.update(repeating: 0)
            add(index, to: target)
        }
    }

    /// Adds one vector to row `row` of `output` `[rows, width]`.
    public func add(_ index: Int, toRow row: Int, of output: inout Tensor) {
        withRow(row, of: &output) { add(index, to: $0) }
    }

    private func withRow(_ row: Int, of output: inout Tensor, _ body: (UnsafeMutableBufferPointer<Float>) -> Void) {
        precondition((row + 1) * width <= output.count, "row \(row) of \(output.shape)")
        output.withUnsafeMutableBufferPointer { output in
            body(UnsafeMutableBufferPointer(rebasing: output[row * width..<(row + 1) * width]))
        }
    }

    private func add(_ index: Int, to target: UnsafeMutableBufferPointer<Float>) {
        precondition(index >= 0 && index < entries, "index \(index) in a table of \(entries)")
        let first = index * width
        switch table {
        case .float32(let table):
            table.withUnsafeBufferPointer { table in
                for column in 0..<width { target[column] += table[first + column] }
            }
        case .bfloat16(let table):
            table.withUnsafeBufferPointer { table in
                for column in 0..<width { target[column] += Float(bitPattern: UInt32(table[first + column]) << 16) }
            }
        }
    }
}
