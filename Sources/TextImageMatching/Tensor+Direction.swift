import Tensors

// Sums are taken in double precision and in the order of the elements: vectors are short, and their order decides a ranking.
extension Tensor {
    /// The mean of the rows of `[rows, width]`, `[width]`. There must be at least one.
    var meanOfRows: Tensor {
        precondition(shape.count == 2 && shape[0] > 0, "the mean of the rows of \(shape)")
        let (rows, width) = (shape[0], shape[1])
        return Tensor(shape: [width]) { target in
            withUnsafeBufferPointer { source in
                for column in 0..<width {
                    var sum = 0.0
                    for row in 0..<rows { sum += Double(source[row * width + column]) }
                    target.initializeElement(at: column, to: Float(sum / Double(rows)))
                }
            }
        }
    }

    /// The vector at length 1; itself where it has no direction.
    var normalized: Tensor {
        let length = dot(self).squareRoot()
        guard length > 0, length.isFinite else { return self }
        return Tensor(shape: shape, values: values.map { Float(Double($0) / length) })
    }

    /// The cosine of the angle to another vector of the same length; 0 where either has no direction.
    func cosine(with other: Tensor) -> Float {
        let lengths = dot(self).squareRoot() * other.dot(other).squareRoot()
        guard lengths > 0, lengths.isFinite else { return 0 }
        return Float(min(max(dot(other) / lengths, -1), 1))
    }

    private func dot(_ other: Tensor) -> Double {
        precondition(count == other.count, "\(shape) and \(other.shape)")
        return withUnsafeBufferPointer { left in
            other.withUnsafeBufferPointer { right in
                left.indices.reduce(0.0) { $0 + Double(left[$1]) * Double(right[$1]) }
            }
        }
    }
}
