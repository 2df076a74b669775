import Tensors

extension Tensor {
    /// Copies row `sourceRow` of `source` to row `targetRow` of this tensor; both are `[rows, width]`.
    mutating func copyRow(_ sourceRow: Int, of source: Tensor, toRow targetRow: Int, width: Int) {
        withUnsafeMutableBufferPointer { target in
            source.withUnsafeBufferPointer { source in
                for column in 0..<width { target[targetRow * width + column] = source[sourceRow * width + column] }
            }
        }
    }
}
