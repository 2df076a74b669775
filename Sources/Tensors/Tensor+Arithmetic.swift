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
}
