import Checkpoints
import Layers
import Tensors

/// A layer of the transformer: x + LNᵇ(attention(LN(x))), then x + LNᵇ(MLP(LN(x))).
///
/// Pre-norm as in GPT-2; LNᵇ, the second norm of "Sandwich-LN" (CogView, arXiv 2105.13290), is there where the configuration says so.
struct TransformerBlock: Sendable {
    /// What the layer reads of the residual stream. Applied by whoever comes before it, in the pass that adds to the stream.
    let inputLayerNorm: LayerNorm

    private let attention: LayerAttention
    private let queryKeyValue: Linear
    private let attentionOutput: Linear
    private let attentionLayerNorm: LayerNorm?
    private let postAttentionLayerNorm: LayerNorm
    private let expansion: Linear
    private let contraction: Linear
    private let mlpLayerNorm: LayerNorm?

    /// What half precision can hold: the released weights were trained with attention's output kept inside.
    private static let attentionLimit: Float = 65_504

    /// - Parameter weights: the scope of this layer.
    init(
        _ weights: Weights, config: TransformerConfig, attention: LayerAttention, precision: Precision
    ) throws(CheckpointError) {
        let width = config.width
        self.attention = attention
        inputLayerNorm = try LayerNorm(weights[scope: "input_layernorm"], width: width)
        queryKeyValue = try Linear(
            weights[scope: "attention.query_key_value"], inputs: width, outputs: 3 * width, precision: precision)
        attentionOutput = try Linear(weights[scope: "attention.dense"], inputs: width, outputs: width, precision: precision)
        postAttentionLayerNorm = try LayerNorm(weights[scope: "post_attention_layernorm"], width: width)
        expansion = try Linear(weights[scope: "mlp.dense_h_to_4h"], inputs: width, outputs: 4 * width, precision: precision)
        contraction = try Linear(weights[scope: "mlp.dense_4h_to_h"], inputs: 4 * width, outputs: width, precision: precision)
        if config.sandwichLayerNorm {
            attentionLayerNorm = try LayerNorm(weights[scope: "before_first_addition_layernorm"], width: width)
            mlpLayerNorm = try LayerNorm(weights[scope: "before_second_addition_layernorm"], width: width)
        } else {
            attentionLayerNorm = nil
            mlpLayerNorm = nil
        }
    }

    /// Memory that one pass over the layer's matrices reads.
    var byteCount: Int {
        queryKeyValue.byteCount + attentionOutput.byteCount + expansion.byteCount + contraction.byteCount
    }

    /// Takes the rows of a pass through the layer, and stores the keys and values of their places.
    ///
    /// - Parameters:
    ///   - scratch: `hidden` under `inputLayerNorm` stands in `normalised`, and afterwards the new one under `next`.
    ///   - next: the norm of whatever reads the residual stream after this layer.
    func apply(to scratch: inout TransformerScratch, pass: ForwardPass, next: LayerNorm, on pool: ComputePool) {
        let rows = pass.rows

        queryKeyValue.apply(scratch.normalised, rows: rows, into: &scratch.queryKeyValue, on: pool)
        attention.apply(scratch.queryKeyValue, pass: pass, into: &scratch.attended, on: pool)
        attentionOutput.apply(scratch.attended, rows: rows, into: &scratch.branch, on: pool)
        postAttentionLayerNorm.join(
            &scratch.branch, limit: Self.attentionLimit, through: attentionLayerNorm, to: &scratch.hidden, rows: rows,
            into: &scratch.normalised, on: pool)

        expansion.apply(scratch.normalised, rows: rows, activation: .geluTanh, into: &scratch.expanded, on: pool)
        contraction.apply(scratch.expanded, rows: rows, into: &scratch.branch, on: pool)
        next.join(&scratch.branch, through: mlpLayerNorm, to: &scratch.hidden, rows: rows, into: &scratch.normalised, on: pool)
    }
}
