// Multi-head attention: Vaswani et al., “Attention Is All You Need” (2017).
import CKernels
import Checkpoints
import Layers
import Tensors

/// Attention of the rows of a sequence to one another, in several heads.
struct CLIPSelfAttention: Sendable {
    private let queryKeyValue: Linear
    private let output: Linear
    private let width: Int
    private let heads: Int
    private let isCausal: Bool

    /// Queries that look at their keys together: their scores should stay in a core's own cache.
    private static let queriesPerTile = 64

    /// Reads `in_proj_weight` `[3 · width, width]` (all queries, all keys, all values), `in_proj_bias` and `out_proj` from a scope.
    /// - Parameter isCausal: whether a row sees only itself and the rows before it.
    init(_ weights: Weights, width: Int, heads: Int, isCausal: Bool, precision: Precision) throws(CheckpointError) {
        queryKeyValue = Linear(
            weight: try weights.tensor("in_proj_weight", shape: [3 * width, width]),
            bias: try weights.tensor("in_proj_bias", shape: [3 * width]), precision: precision)
        output = try Linear(weights[scope: "out_proj"], inputs: width, outputs: width, precision: precision)
        self.width = width
        self.heads = heads
        self.isCausal = isCausal
    }

    /// Replaces `scratch.branch` `[rows, width]` by what its rows gather from one another.
    /// - Parameter sequences: consecutive ranges that cover all rows; a row sees no row of another sequence.
    func apply(_ scratch: inout CLIPScratch, sequences: [Range<Int>], on pool: ComputePool) {
        let rows = sequences.last?.upperBound ?? 0
        queryKeyValue.apply(scratch.branch, rows: rows, into: &scratch.queryKeyValue, on: pool)
        let source = scratch.queryKeyValue
        scratch.attended.withUnsafeMutableBufferPointer { attended in
            source.withUnsafeBufferPointer { source in
                pool.parallel(sequences.count * heads) { task in
                    attend(
                        source.baseAddress!, head: task % heads, of: sequences[task / heads], into: attended.baseAddress!)
                }
            }
        }
        output.apply(scratch.attended, rows: rows, into: &scratch.branch, on: pool)
    }

    /// One head of one sequence: softmax(Q Kᵀ / √d) V. The products' sizes follow from the length of the sequence alone.
    ///
    /// - Parameters:
    ///   - source: `[rows, 3 · width]`.
    ///   - attended: `[rows, width]`, of which the sequence's rows and the head's columns are written.
    private func attend(
        _ source: UnsafePointer<Float>, head: Int, of sequence: Range<Int>, into attended: UnsafeMutablePointer<Float>
    ) {
        let headDimension = width / heads
        let sourceStride = 3 * width
        let queries = source + sequence.lowerBound * sourceStride + head * headDimension
        let (keys, values) = (queries + width, queries + 2 * width)
        let gathered = attended + sequence.lowerBound * width + head * headDimension
        for first in stride(from: 0, to: sequence.count, by: Self.queriesPerTile) {
            let tile = first..<min(first + Self.queriesPerTile, sequence.count)
            let keyCount = isCausal ? tile.upperBound : sequence.count
            withUnsafeTemporaryAllocation(of: Float.self, capacity: tile.count * keyCount) { buffer in
                let scores = buffer.baseAddress!
                MatrixProduct.multiply(
                    m: tile.count, n: keyCount, k: headDimension, alpha: 1 / Float(headDimension).squareRoot(),
                    a: queries + first * sourceStride, aStride: sourceStride,
                    b: keys, .transposed, bStride: sourceStride, c: scores, cStride: keyCount)
                for query in tile {
                    let row = scores + (query - first) * keyCount
                    let visible = isCausal ? query + 1 : keyCount
                    Kernels.active.pointee.softmax(row, visible)
                    (row + visible).update(repeating: 0, count: keyCount - visible)
                }
                MatrixProduct.multiply(
                    m: tile.count, n: headDimension, k: keyCount, a: scores, aStride: keyCount,
                    b: values, bStride: sourceStride, c: gathered + first * width, cStride: width)
            }
        }
    }
}
