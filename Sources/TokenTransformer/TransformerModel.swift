// The ruDALL-E transformer: a GPT over one vocabulary of text tokens and image codes ("Zero-Shot Text-to-Image Generation",
// arXiv 2102.12092), with sparse attention over the image and the stabilisations of CogView (arXiv 2105.13290).
import Checkpoints
import Layers
import Tensors

/// The frozen weights of a token transformer. Shared by everything that runs on them.
public struct TransformerModel: Sendable {
    public let config: TransformerConfig

    private let textEmbeddings: Embedding
    private let textPositions: Embedding
    private let imageEmbeddings: Embedding
    private let imageRows: Embedding
    private let imageColumns: Embedding
    private let blocks: [TransformerBlock]
    private let finalLayerNorm: LayerNorm
    private let logitsLayerNorm: LayerNorm
    /// The rows of the output matrix that score text tokens, and those that score image codes: a step computes only the latter.
    private let textLogits: Linear
    private let imageLogits: Linear

    /// How the keys of ruDALL-E's checkpoints become the names read here. Masks are derived anew.
    public static let keyRules: KeyRules = [
        .expectUnused("transformer.row_mask"), .expectUnused("transformer.col_mask"), .expectUnused("transformer.conv_mask"),
    ]

    /// - Parameters:
    ///   - weights: named as in ruDALL-E's checkpoints, under `keyRules`.
    ///   - precision: how the matrices of the products are stored.
    public init(
        config: TransformerConfig, weights: Weights, precision: Precision = .float32
    ) throws(CheckpointError) {
        self.config = config
        let width = config.width
        textEmbeddings = try Embedding(weights[scope: "text_embeddings"], entries: config.textVocabulary, width: width)
        // One row more than the text is long, whether or not a leading token takes it.
        textPositions = try Embedding(weights[scope: "text_pos_embeddings"], entries: config.textLength + 1, width: width)
        imageEmbeddings = try Embedding(weights[scope: "image_embeddings"], entries: config.imageVocabulary, width: width)
        imageRows = try Embedding(weights[scope: "image_row_embeddings"], entries: config.gridSide, width: width)
        imageColumns = try Embedding(weights[scope: "image_col_embeddings"], entries: config.gridSide, width: width)

        var plans: [AttentionPattern: AttentionPlan] = [:]
        var blocks: [TransformerBlock] = []
        for layer in 0..<config.layers {
            let pattern = AttentionPattern.of(layer: layer, of: config.layers)
            let plan = plans[pattern] ?? AttentionPlan(pattern: pattern, config: config)
            plans[pattern] = plan
            blocks.append(
                try TransformerBlock(
                    weights[scope: "transformer.layers.\(layer)"], layer: layer, config: config, plan: plan, precision: precision))
        }
        self.blocks = blocks

        finalLayerNorm = try LayerNorm(weights[scope: "transformer.final_layernorm"], width: width)
        logitsLayerNorm = try LayerNorm(weights[scope: "to_logits.0"], width: width)
        let output = weights[scope: "to_logits.1"]
        let vocabulary = config.textVocabulary + config.imageVocabulary
        let matrix = try output.tensor("weight", shape: [vocabulary, width])
        let bias = try output.tensor("bias", shape: [vocabulary])
        let (ofText, ofImage) = (0..<config.textVocabulary, config.textVocabulary..<vocabulary)
        textLogits = Linear(weight: matrix.rows(ofText), bias: bias.rows(ofText), precision: precision)
        imageLogits = Linear(weight: matrix.rows(ofImage), bias: bias.rows(ofImage), precision: precision)
    }

    /// Memory that one step of image codes reads: every matrix once, the text's logits left out.
    public var bytesPerStep: Int { blocks.reduce(imageLogits.byteCount) { $0 + $1.byteCount } }

    /// Takes at most as many places as the scratch holds through all layers; their final hidden states become the first rows of
    /// `scratch.hidden`. Earlier places of a sequence must come before later ones, or already be stored.
    func forward(_ places: ArraySlice<SequencePlace>, scratch: inout TransformerScratch, on pool: ComputePool) {
        precondition(places.count <= scratch.capacity, "\(places.count) places in scratch for \(scratch.capacity)")
        for (row, place) in places.enumerated() { embed(place, row: row, into: &scratch.hidden) }
        for block in blocks { block.apply(to: &scratch, places: places, on: pool) }
        finalLayerNorm.apply(inPlace: &scratch.hidden, rows: places.count)
    }

    /// Logits of the image codes from the first `rows` hidden states, into those of `scratch.imageLogits`.
    func computeImageLogits(rows: Int, scratch: inout TransformerScratch, on pool: ComputePool) {
        logitsLayerNorm.apply(scratch.hidden, rows: rows, into: &scratch.normalised)
        imageLogits.apply(scratch.normalised, rows: rows, into: &scratch.imageLogits, on: pool)
    }

    /// Logits of the text tokens from the first `rows` hidden states, into those of `output` `[≥ rows, textVocabulary]`.
    func computeTextLogits(rows: Int, scratch: inout TransformerScratch, into output: inout Tensor, on pool: ComputePool) {
        logitsLayerNorm.apply(scratch.hidden, rows: rows, into: &scratch.normalised)
        textLogits.apply(scratch.normalised, rows: rows, into: &output, on: pool)
    }

    private func embed(_ place: SequencePlace, row: Int, into hidden: inout Tensor) {
        switch place.content {
        case .text(let id, let place):
            textEmbeddings.copy(id, toRow: row, of: &hidden)
            textPositions.add(place, toRow: row, of: &hidden)
        case .image(let code, let position):
            imageEmbeddings.copy(code, toRow: row, of: &hidden)
            imageRows.add(position / config.gridSide, toRow: row, of: &hidden)
            imageColumns.add(position % config.gridSide, toRow: row, of: &hidden)
        }
    }
}
