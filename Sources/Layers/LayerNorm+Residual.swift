import CKernels
import Tensors

extension LayerNorm {
    /// Where a branch joins a residual stream, in one pass over the first `rows` rows: the branch is added to the stream, and what this
    /// norm makes of the sum is what the next branch reads.
    ///
    /// - Parameters:
    ///   - branch: `[≥ rows, width]`; not to be read afterwards.
    ///   - limit: the branch is brought into −limit … limit first.
    ///   - branchNorm: what the branch goes through then; nil for none.
    ///   - residual: `[≥ rows, width]`.
    ///   - normalised: `[≥ rows, width]`.
    public func join(
        _ branch: inout Tensor, limit: Float = .infinity, through branchNorm: LayerNorm?, to residual: inout Tensor, rows: Int,
        into normalised: inout Tensor, on pool: ComputePool
    ) {
        precondition(branch.count >= rows * width && residual.count >= rows * width && normalised.count >= rows * width)
        precondition(branchNorm == nil || branchNorm!.width == width)
        withKernelNorm { next in
            Self.withKernelNorm(branchNorm) { branchNorm in
                branch.withUnsafeMutableBufferPointer { branch in
                    residual.withUnsafeMutableBufferPointer { residual in
                        normalised.withUnsafeMutableBufferPointer { normalised in
                            pool.parallel(rows, inRangesOf: rowsPerTask) { range in
                                let first = range.lowerBound * width
                                withUnsafePointer(to: next) { next in
                                    Kernels.active.pointee.join(
                                        branch.baseAddress! + first, range.count, width, limit, branchNorm, next,
                                        residual.baseAddress! + first, normalised.baseAddress! + first)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private static func withKernelNorm(_ norm: LayerNorm?, _ body: (UnsafePointer<LubokNorm>?) -> Void) {
        guard let norm else { return body(nil) }
        norm.withKernelNorm { withUnsafePointer(to: $0, body) }
    }
}
