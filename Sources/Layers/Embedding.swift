import Checkpoints
import Tensors

/// A table of vectors, looked up by index.
public struct Embedding: Sendable {
    /// Rows of the table.
    public let entries: Int
    /// The length of each vector.
    public let width: Int
    private let table: Tensor

    /// Reads `weight` `[entries, width]` from a scope.
    public init(_ weights: Weights, entries: Int, width: Int) throws(CheckpointError) {
        self.init(table: try weights.tensor("weight", shape: [entries, width]))
    }

    /// - Parameter table: `[entries, width]`.
    public init(table: Tensor) {
        entries = table.shape[0]
        width = table.shape[1]
        self.table = table
    }

    /// Writes one vector to row `row` of `output` `[rows, width]`.
    public func copy(_ index: Int, toRow row: Int, of output: inout Tensor) {
        combine(index, row: row, of: &output) { $0 = $1 }
    }

    /// Adds one vector to row `row` of `output` `[rows, width]`.
    public func add(_ index: Int, toRow row: Int, of output: inout Tensor) {
        combine(index, row: row, of: &output) { $0 += $1 }
    }

    private func combine(_ index: Int, row: Int, of output: inout Tensor, _ operation: (inout Float, Float) -> Void) {
        precondition(index >= 0 && index < entries, "index \(index) in a table of \(entries)")
        precondition((row + 1) * width <= output.count, "row \(row) of \(output.shape)")
        output.withUnsafeMutableBufferPointer { output in
            table.withUnsafeBufferPointer { table in
                for column in 0..<width { operation(&output[row * width + column], table[index * width + column]) }
            }
        }
    }
}
