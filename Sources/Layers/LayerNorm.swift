import CKernels
import Checkpoints
import Tensors

/// Each row to mean 0 and variance 1, then scaled and shifted.
public struct LayerNorm: Sendable {
    public let width: Int
    private let scale: Tensor
    private let shift: Tensor
    private let epsilon: Float

    /// Reads `weight` and `bias`, `[width]` each, from a scope.
    public init(_ weights: Weights, width: Int, epsilon: Float = 1e-5) throws(CheckpointError) {
        self.width = width
        self.epsilon = epsilon
        scale = try weights.tensor("weight", shape: [width])
        shift = try weights.tensor("bias", shape: [width])
    }

    /// Memory that scale and shift take.
    public var byteCount: Int { (scale.count + shift.count) * MemoryLayout<Float>.size }

    /// The first `rows` rows of `input` `[≥ rows, width]` into those of `output`.
    public func apply(_ input: Tensor, rows: Int, into output: inout Tensor) {
        precondition(input.count >= rows * width && output.count >= rows * width)
        output.withUnsafeMutableBufferPointer { output in
            input.withUnsafeBufferPointer { normalise($0.baseAddress!, rows: rows, into: output.baseAddress!) }
        }
    }

    /// The first `rows` rows of `input` `[≥ rows, width]` into those of `output`, on all threads.
    package func apply(_ input: Tensor, rows: Int, into output: inout OperandRows, on pool: ComputePool) {
        precondition(input.count >= rows * width && output.width == width)
        input.withUnsafeBufferPointer { input in
            pool.parallel(rows, inRangesOf: rowsPerTask) { range in
                withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { normalised in
                    for row in range {
                        normalise(input.baseAddress! + row * width, rows: 1, into: normalised.baseAddress!)
                        output.fill(row: row, with: normalised.baseAddress!)
                    }
                }
            }
        }
    }

    /// The first `rows` rows of `[≥ rows, width]`, in place, on all threads.
    public func apply(inPlace tensor: inout Tensor, rows: Int, on pool: ComputePool) {
        precondition(tensor.count >= rows * width)
        tensor.withUnsafeMutableBufferPointer { values in
            let first = values.baseAddress!
            pool.parallel(rows, inRangesOf: rowsPerTask) { range in
                normalise(first + range.lowerBound * width, rows: range.count, into: first + range.lowerBound * width)
            }
        }
    }

    private func normalise(_ input: UnsafePointer<Float>, rows: Int, into output: UnsafeMutablePointer<Float>) {
        withKernelNorm { norm in
            Kernels.active.pointee.layer_norm(input, rows, width, norm.scale, norm.shift, norm.epsilon, output)
        }
    }

    /// Rows that are done before another thread has woken.
    var rowsPerTask: Int { max(1, (1 << 14) / width) }

    /// The norm as the kernels know it, for the time of the call.
    func withKernelNorm(_ body: (LubokNorm) -> Void) {
        scale.withUnsafeBufferPointer { scale in
            shift.withUnsafeBufferPointer { shift in
                body(LubokNorm(scale: scale.baseAddress, shift: shift.baseAddress, epsilon: epsilon))
            }
        }
    }
}
