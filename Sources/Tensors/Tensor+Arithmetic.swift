import CKernels

extension Tensor {
    /// Adds the first `count` values of another tensor to the first `count` of this one.
    public mutating func add(_ other: Tensor, count: Int) {
        precondition(count <= self.count && count <= other.count, "\(count) values of \(shape) and \(other.shape)")
        withUnsafeMutableBufferPointer { target in
            other.withUnsafeBufferPointer { Kernels.active.pointee.add(target.baseAddress!, $0.baseAddress!, count) }
        }
    }

    /// Adds another tensor of the same count.
    public mutating func add(_ other: Tensor) {
        precondition(count == other.count, "\(shape) and \(other.shape)")
        add(other, count: count)
    }

    /// Brings the first `count` values into `limits`; a NaN stays one.
    public mutating func clamp(to limits: ClosedRange<Float>, count: Int) {
        precondition(count <= self.count, "\(count) values of \(shape)")
        withUnsafeMutableBufferPointer { values in
            for index in 0..<count {
                let value = values[index]
                values[index] = value < limits.lowerBound ? limits.lowerBound : value > limits.upperBound ? limits.upperBound : value
            }
        }
    }

    /// Softmax over each row of `[…, width]`, `width` being the last axis, in place.
    public mutating func softmaxRows() {
        guard let width = shape.last, width > 0 else { return }
        let rows = count / width
        withUnsafeMutableBufferPointer { values in
            for row in 0..<rows { Kernels.active.pointee.softmax(values.baseAddress! + row * width, width) }
        }
    }
}
