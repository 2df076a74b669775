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
    private let width: Int

    /// Reads `ln_1`, `attn`, `ln_2`, `mlp.c_fc` and `mlp.c_proj` from a scope.
    init(_ weights: Weights, width: Int, heads: Int, isCausal: Bool, precision: Precision) throws(CheckpointError) {
        self.width = width
        attentionNorm = try LayerNorm(weights[scope: "ln_1"], width: width)
        attention = try CLIPSelfAttention(
            weights[scope: "attn"], width: width, heads: heads, isCausal: isCausal, precision: precision)
        mlpNorm = try LayerNorm(weights[scope: "ln_2"], width: width)
        let mlp = weights[scope: "mlp"]
        expansion = try Linear(mlp[scope: "c_fc"], inputs: width, outputs: 4 * width, precision: precision)
        contraction = try Linear(mlp[scope: "c_proj"], inputs: 4 * width, outputs: width, precision: precision)
    }

    /// - Parameters:
    ///   - state: `[≥ rows, width]`.
    ///   - sequences: consecutive ranges that cover all rows.
    func apply(to state: inout Tensor, sequences: [Range<Int>], scratch: inout CLIPScratch, on pool: ComputePool) {
        let rows = sequences.last?.upperBound ?? 0
        attentionNorm.apply(state, rows: rows, into: &scratch.branch)
        attention.apply(&scratch, sequences: sequences, on: pool)
        state.add(scratch.branch, count: rows * width)

        mlpNorm.apply(state, rows: rows, into: &scratch.branch)
        expansion.apply(scratch.branch, rows: rows, activation: .quickGELU, into: &scratch.hidden, on: pool)
        contraction.apply(scratch.hidden, rows: rows, into: &scratch.branch, on: pool)
        state.add(scratch.branch, count: rows * width)
    }
}
