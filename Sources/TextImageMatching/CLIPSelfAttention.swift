// Multi-head attention: Vaswani et al., “Attention Is All You Need” (2017).
import Checkpoints
import Layers
import Tensors

/// Attention of the rows of a sequence to one another, in several heads.
struct CLIPSelfAttention: Sendable {
    private let queryKeyValue: Linear
    private let output: Linear
    private let attention: SequenceAttention

    /// Reads `in_proj_weight` `[3 · width, width]` (all queries, all keys, all values), `in_proj_bias` and `out_proj` from a scope.
    /// - Parameter isCausal: whether a row sees only itself and the rows before it.
    init(_ weights: Weights, width: Int, heads: Int, isCausal: Bool, precision: Precision) throws(CheckpointError) {
        // The queries come scaled, so that nothing scales their scores.
        let scale = 1 / Float(width / heads).squareRoot()
        queryKeyValue = Linear(
            weight: try weights.tensor("in_proj_weight", shape: [3 * width, width]).scaled(by: scale, first: width * width),
            bias: try weights.tensor("in_proj_bias", shape: [3 * width]).scaled(by: scale, first: width), precision: precision)
        output = try Linear(weights[scope: "out_proj"], inputs: width, outputs: width, precision: precision)
        attention = SequenceAttention(heads: heads, width: width, isCausal: isCausal)
    }

    /// Adds to the rows of `state` what they gather from their sequences.
    ///
    /// - Parameters:
    ///   - queries: for each sequence the rows of `scratch.branch` that gather; in this order they are the rows of `state`.
    ///   - sequences: consecutive ranges of the rows of `scratch.branch`, from 0; a row sees no row of another sequence.
    ///   - state: `[all queries, width]`.
    func add(
        queries: [Range<Int>], of sequences: [Range<Int>], to state: inout Tensor, scratch: inout CLIPScratch,
        on pool: ComputePool
    ) {
        queryKeyValue.apply(scratch.branch, rows: sequences.last?.upperBound ?? 0, into: &scratch.queryKeyValue, on: pool)
        attention.gather(from: scratch.queryKeyValue, sequences: sequences, queries: queries, into: &scratch.attended, on: pool)
        output.add(scratch.attended, rows: state.shape[0], to: &state, on: pool)
    }
}

extension Tensor {
    /// The first values multiplied by a number.
    fileprivate func scaled(by factor: Float, first count: Int) -> Tensor {
        var result = self
        result.withUnsafeMutableBufferPointer { values in
            for index in 0..<count { values[index] *= factor }
        }
        return result
    }
}
