import Checkpoints
import Layers
import Tensors

/// A layer of the transformer: x + LNᵇ(attention(LN(x))), then x + LNᵇ(MLP(LN(x))).
///
/// Pre-norm as in GPT-2; LNᵇ, the second norm of "Sandwich-LN" (CogView, arXiv 2105.13290), is there where the configuration says so.
struct TransformerBlock: Sendable {
    private let layer: Int
    private let width: Int
    private let heads: Int
    private let plan: AttentionPlan

    private let inputLayerNorm: LayerNorm
    private let queryKeyValue: Linear
    private let attentionOutput: Linear
    private let attentionLayerNorm: LayerNorm?
    private let postAttentionLayerNorm: LayerNorm
    private let expansion: Linear
    private let contraction: Linear
    private let mlpLayerNorm: LayerNorm?

    /// What half precision can hold: the released weights were trained with attention's output kept inside.
    private static let attentionLimits: ClosedRange<Float> = -65_504...65_504

    /// - Parameters:
    ///   - weights: the scope of this layer.
    ///   - plan: that of the layer's pattern.
    init(
        _ weights: Weights, layer: Int, config: TransformerConfig, plan: AttentionPlan, precision: Precision
    ) throws(CheckpointError) {
        let width = config.width
        self.layer = layer
        self.width = width
        self.plan = plan
        heads = config.heads
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

    /// Takes `scratch.hidden` through the layer, one row for each place, and stores the places' keys and values.
    func apply(to scratch: inout TransformerScratch, places: ArraySlice<SequencePlace>, on pool: ComputePool) {
        let rows = places.count

        inputLayerNorm.apply(scratch.hidden, rows: rows, into: &scratch.normalised)
        queryKeyValue.apply(scratch.normalised, rows: rows, into: &scratch.queryKeyValue, on: pool)
        store(scratch.queryKeyValue, places: places)
        attend(scratch.queryKeyValue, places: places, into: &scratch.attended, on: pool)
        attentionOutput.apply(scratch.attended, rows: rows, into: &scratch.branch, on: pool)
        scratch.branch.clamp(to: Self.attentionLimits, count: rows * width)
        attentionLayerNorm?.apply(inPlace: &scratch.branch, rows: rows)
        scratch.hidden.add(scratch.branch, count: rows * width)

        postAttentionLayerNorm.apply(scratch.hidden, rows: rows, into: &scratch.normalised)
        expansion.apply(scratch.normalised, rows: rows, into: &scratch.expanded, on: pool)
        Activation.geluTanh.apply(to: &scratch.expanded, count: rows * 4 * width, on: pool)
        contraction.apply(scratch.expanded, rows: rows, into: &scratch.branch, on: pool)
        mlpLayerNorm?.apply(inPlace: &scratch.branch, rows: rows)
        scratch.hidden.add(scratch.branch, count: rows * width)
    }

    /// Stores keys and values, the second and third third of each row, where the places' sequences keep them.
    private func store(_ queryKeyValue: Tensor, places: ArraySlice<SequencePlace>) {
        queryKeyValue.withUnsafeBufferPointer { rows in
            for (row, place) in places.enumerated() {
                let key = rows.baseAddress! + row * 3 * width + width
                place.store(layer: layer, key: key, value: key + width)
            }
        }
    }

    /// Each query, the first third of its row, against the keys that the plan gives its place. The work is split over rows, and over
    /// heads where the rows are too few for the threads.
    private func attend(
        _ queryKeyValue: Tensor, places: ArraySlice<SequencePlace>, into attended: inout Tensor, on pool: ComputePool
    ) {
        let parts = min(heads, max(1, 4 * pool.threads / places.count))
        let headsPerTask = (heads + parts - 1) / parts
        let tasksPerRow = (heads + headsPerTask - 1) / headsPerTask
        let headDimension = width / heads
        queryKeyValue.withUnsafeBufferPointer { queries in
            attended.withUnsafeMutableBufferPointer { attended in
                pool.parallel(places.count * tasksPerRow) { task in
                    let (row, part) = task.quotientAndRemainder(dividingBy: tasksPerRow)
                    let place = places[places.startIndex + row]
                    let firstHead = part * headsPerTask
                    let offset = firstHead * headDimension
                    let text = place.text.attentionMemory(layer: layer, offset: offset)
                    let image = place.image.attentionMemory(layer: layer, offset: offset)
                    let runs = plan[place.place].map { run in
                        (memory: run.memory == .text ? text : image, positions: run.places)
                    }
                    let keyCount = runs.reduce(0) { $0 + $1.positions.count }
                    withUnsafeTemporaryAllocation(of: Float.self, capacity: keyCount) { scores in
                        Attention.attend(
                            query: queries.baseAddress! + row * 3 * width + offset,
                            heads: min(headsPerTask, heads - firstHead), headDimension: headDimension, runs: runs,
                            scores: scores.baseAddress!, output: attended.baseAddress! + row * width + offset)
                    }
                }
            }
        }
    }
}
