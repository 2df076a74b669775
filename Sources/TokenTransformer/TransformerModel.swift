// The ruDALL-E transformer: a GPT over one vocabulary of text tokens and image codes ("Zero-Shot Text-to-Image Generation",
// arXiv 2102.12092), with sparse attention over the image and the stabilisations of CogView (arXiv 2105.13290).
import Checkpoints
import Layers
import Tensors

/// The frozen weights of a token transformer. Shared by everything that runs on them.
public struct TransformerModel: Sendable {
    public let config: TransformerConfig

    let textEmbeddings: Embedding
    let textPositions: Embedding
    let imageEmbeddings: Embedding
    let imageRows: Embedding
    let imageColumns: Embedding
    let blocks: [TransformerBlock]
    private let finalLayerNorm: LayerNorm
    private let logitsLayerNorm: LayerNorm
    /// The rows of the output matrix that score image codes, and those that score text tokens, which only training asks for.
    let imageLogits: Linear
    let textLogits: Linear?
    /// How the keys and values of a prompt's text, and of a row's image codes, lie in memory.
    let textLayout: KeyValueLayout
    let imageLayout: KeyValueLayout

    /// How the keys of ruDALL-E's checkpoints become the names read here. Masks are derived anew.
    public static let keyRules: KeyRules = [
        .expectUnused("transformer.row_mask"), .expectUnused("transformer.col_mask"), .expectUnused("transformer.conv_mask"),
    ]

    /// - Parameters:
    ///   - weights: named as in ruDALL-E's checkpoints, under `keyRules`.
    ///   - precision: how the matrices of the products are stored, but for `ofOutermostLayers`. Below `float32`, embeddings, keys and values have 16 bits.
    ///   - scoresText: whether `logits(inputIDs:)` will be called: image codes are drawn without the logits of text tokens.
    public init(
        config: TransformerConfig, weights: Weights, precision: Precision = .float32, scoresText: Bool = false
    ) throws(CheckpointError) {
        self.config = config
        let width = config.width
        func embedding(_ name: String, entries: Int) throws(CheckpointError) -> Embedding {
            try Embedding(weights[scope: name], entries: entries, width: width, precision: precision)
        }
        textEmbeddings = try embedding("text_embeddings", entries: config.textVocabulary)
        // One row more than the text is long, whether or not a leading token takes it.
        textPositions = try embedding("text_pos_embeddings", entries: config.textLength + 1)
        imageEmbeddings = try embedding("image_embeddings", entries: config.imageVocabulary)
        imageRows = try embedding("image_row_embeddings", entries: config.gridSide)
        imageColumns = try embedding("image_col_embeddings", entries: config.gridSide)

        let plans = AttentionPlan.ofLayers(config)
        let keyPrecision = KeyPrecision(precision)
        textLayout = KeyValueLayout(
            config: config, precision: keyPrecision, slots: [Int](repeating: config.textPlaces, count: config.layers))
        imageLayout = KeyValueLayout(config: config, precision: keyPrecision, slots: plans.map(\.slots))
        var blocks: [TransformerBlock] = []
        for (layer, plan) in plans.enumerated() {
            let attention = LayerAttention(plan: plan, text: textLayout.layers[layer], image: imageLayout.layers[layer])
            blocks.append(
                try TransformerBlock(
                    weights[scope: "transformer.layers.\(layer)"], config: config, attention: attention,
                    precision: Self.precision(ofLayer: layer, in: precision)))
        }
        self.blocks = blocks

        finalLayerNorm = try LayerNorm(weights[scope: "transformer.final_layernorm"], width: width)
        logitsLayerNorm = try LayerNorm(weights[scope: "to_logits.0"], width: width)
        let output = weights[scope: "to_logits.1"]
        let vocabulary = config.textVocabulary + config.imageVocabulary
        let bias = try output.tensor("bias", shape: [vocabulary])
        func logits(_ rows: Range<Int>) throws(CheckpointError) -> Linear {
            let entry = MatrixEntry("weight", shape: [vocabulary, width], rows: rows)
            return Linear(matrix: try output.matrix(entry, precision: precision.ofOutermostLayers), bias: bias.rows(rows))
        }
        imageLogits = try logits(config.textVocabulary..<vocabulary)
        textLogits = scoresText ? try logits(0..<config.textVocabulary) : nil
    }

    /// Takes at most as many places as the scratch holds through all layers; their final hidden states become the first rows of
    /// `scratch.normalised`. Earlier places of a sequence must come before later ones, or already be stored.
    func forward(_ pass: ForwardPass, scratch: inout TransformerScratch, on pool: ComputePool) {
        precondition(pass.rows <= scratch.capacity, "\(pass.rows) places in scratch for \(scratch.capacity)")
        for (row, place) in pass.places.enumerated() { embed(place, row: row, into: &scratch.hidden) }
        blocks[0].inputLayerNorm.apply(scratch.hidden, rows: pass.rows, into: &scratch.normalised)
        for (layer, block) in blocks.enumerated() {
            let next = layer + 1 < blocks.count ? blocks[layer + 1].inputLayerNorm : finalLayerNorm
            block.apply(to: &scratch, pass: pass, next: next, on: pool)
        }
    }

    /// Logits of the image codes from the first `rows` hidden states, into those of `scratch.imageLogits`.
    func computeImageLogits(rows: Int, scratch: inout TransformerScratch, on pool: ComputePool) {
        logitsLayerNorm.apply(scratch.normalised, rows: rows, into: &scratch.attended)
        imageLogits.apply(scratch.attended, rows: rows, into: &scratch.imageLogits, on: pool)
    }

    /// Logits of the text tokens from the first `rows` hidden states, into those of `output` `[≥ rows, textVocabulary]`.
    func computeTextLogits(rows: Int, scratch: inout TransformerScratch, into output: inout Tensor, on pool: ComputePool) {
        guard let textLogits else { preconditionFailure("a model that was built without the logits of text tokens") }
        logitsLayerNorm.apply(scratch.normalised, rows: rows, into: &scratch.attended)
        textLogits.apply(scratch.attended, rows: rows, into: &output, on: pool)
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
