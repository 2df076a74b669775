// The block of CLIP's two transformers: Radford et al., “Learning Transferable Visual Models From Natural Language Supervision” (2021).
import Checkpoints
import Layers
import Tensors

/// x + attention(norm(x)), then x + mlp(norm(x)); the MLP is four times as wide and bends by QuickGELU.
struct CLIPTransformerBlock: Sendable {
    private let attentionNorm: LayerNorm
    private let attention: CLIPSelfAttention
    private let mlpNorm: LayerNorm
    private let expansion: Linear
    private let contraction: Linear

    /// Reads `ln_1`, `attn`, `ln_2`, `mlp.c_fc` and `mlp.c_proj` from a scope.
    init(_ weights: Weights, width: Int, heads: Int, isCausal: Bool, precision: Precision) throws(CheckpointError) {
        attentionNorm = try LayerNorm(weights[scope: "ln_1"], width: width)
        attention = try CLIPSelfAttention(
            weights[scope: "attn"], width: width, heads: heads, isCausal: isCausal, precision: precision)
        mlpNorm = try LayerNorm(weights[scope: "ln_2"], width: width)
        let mlp = weights[scope: "mlp"]
        expansion = try Linear(mlp[scope: "c_fc"], inputs: width, outputs: 4 * width, precision: precision)
        contraction = try Linear(mlp[scope: "c_proj"], inputs: 4 * width, outputs: width, precision: precision)
    }

    /// - Parameters:
    ///   - state: `[rows of all sequences, width]`, replaced by the block's output.
    ///   - sequences: consecutive ranges of rows, from 0.
    func apply(to state: inout Tensor, sequences: [Range<Int>], scratch: inout CLIPScratch, on pool: ComputePool) {
        let rows = state.shape[0]
        attentionNorm.apply(state, rows: rows, into: &scratch.branch, on: pool)
        attention.add(queries: sequences, of: sequences, to: &state, scratch: &scratch, on: pool)
        addMLP(to: &state, scratch: &scratch, on: pool)
    }

    /// One row of the block's output for each sequence, `[sequences, width]`.
    ///
    /// - Parameters:
    ///   - rows: for each sequence a row within it.
    ///   - state: as for `apply`.
    func output(
        ofRows rows: [Int], from state: Tensor, sequences: [Range<Int>], scratch: inout CLIPScratch, on pool: ComputePool
    ) -> Tensor {
        attentionNorm.apply(state, rows: state.shape[0], into: &scratch.branch, on: pool)
        var output = Tensor(shape: [rows.count, attentionNorm.width])
        for (index, row) in rows.enumerated() { output.replaceRow(index, with: state, row: row) }
        attention.add(queries: rows.map { $0..<$0 + 1 }, of: sequences, to: &output, scratch: &scratch, on: pool)
        addMLP(to: &output, scratch: &scratch, on: pool)
        return output
    }

    private func addMLP(to state: inout Tensor, scratch: inout CLIPScratch, on pool: ComputePool) {
        let rows = state.shape[0]
        mlpNorm.apply(state, rows: rows, into: &scratch.branch, on: pool)
        expansion.apply(scratch.branch, rows: rows, activation: .quickGELU, into: &scratch.hidden, on: pool)
        contraction.add(scratch.hidden, rows: rows, to: &state, on: pool)
    }
}
