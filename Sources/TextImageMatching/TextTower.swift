// CLIP's text transformer: Radford et al., “Learning Transferable Visual Models From Natural Language Supervision” (2021), section 2.4.
import Checkpoints
import Layers
import Tensors

/// Texts to vectors.
struct TextTower: Sendable {
    /// The token that ends a text, and at which its vector is read.
    static let endOfText: Int32 = 3

    private let config: CLIPConfig
    private let tokens: Embedding
    private let positions: Embedding
    private let transformer: CLIPTransformer
    private let outputNorm: LayerNorm
    private let projection: Linear
    private let precision: Precision

    /// Texts that run side by side, so that they share the reading of the weights.
    private static let textsPerGroup = 16

    /// Reads `token_embedding`, `positional_embedding`, `transformer`, `ln_final` and `text_projection` from a scope.
    init(_ weights: Weights, config: CLIPConfig, precision: Precision) throws(CheckpointError) {
        self.config = config
        self.precision = precision
        let width = config.textWidth
        tokens = try Embedding(weights[scope: "token_embedding"], entries: config.vocabulary, width: width)
        positions = Embedding(table: try weights.tensor("positional_embedding", shape: [config.contextLength, width]))
        transformer = try CLIPTransformer(
            weights[scope: "transformer"], layers: config.textLayers, width: width, heads: config.textHeads,
            isCausal: true, precision: precision)
        outputNorm = try LayerNorm(weights[scope: "ln_final"], width: width)
        projection = try Linear(
            projection: "text_projection", of: weights, inputs: width, outputs: config.embeddingDimension,
            precision: precision)
    }

    /// Texts to vectors `[texts, embeddingDimension]`, not normalised.
    ///
    /// No row sees a later one, so what follows the end of a text is not even computed.
    /// - Throws: `TextImageMatchingError.missingEndOfText`, `.textTooLong`, `.tokenOutOfRange`.
    func callAsFunction(_ ids: [[Int32]], on pool: ComputePool) throws(TextImageMatchingError) -> Tensor {
        var texts: [ArraySlice<Int32>] = []
        for (index, ids) in ids.enumerated() { texts.append(try checked(ids, text: index)) }
        let width = config.textWidth
        var pooled = Tensor(shape: [texts.count, width])
        for first in stride(from: 0, to: texts.count, by: Self.textsPerGroup) {
            let group = texts[first..<min(first + Self.textsPerGroup, texts.count)]
            var (state, sequences) = embedded(group)
            var scratch = CLIPScratch(rows: state.shape[0], width: width, precision: precision)
            let output = transformer.output(
                ofRows: sequences.map { $0.upperBound - 1 }, from: &state, sequences: sequences, scratch: &scratch, on: pool)
            for index in group.indices { pooled.replaceRow(index, with: output, row: index - first) }
        }
        outputNorm.apply(inPlace: &pooled, rows: texts.count, on: pool)
        return projection(pooled, on: pool)
    }

    /// The tokens up to and with the end of the text.
    private func checked(_ ids: [Int32], text: Int) throws(TextImageMatchingError) -> ArraySlice<Int32> {
        guard let end = ids.firstIndex(of: Self.endOfText) else { throw .missingEndOfText(text: text) }
        guard end < config.contextLength else {
            throw .textTooLong(text: text, tokens: end + 1, contextLength: config.contextLength)
        }
        for (position, token) in ids[...end].enumerated() where token < 0 || token >= config.vocabulary {
            throw .tokenOutOfRange(text: text, position: position, token: token, vocabulary: config.vocabulary)
        }
        return ids[...end]
    }

    /// The texts one below another, `[rows, width]`, and the rows of each.
    private func embedded(_ texts: ArraySlice<ArraySlice<Int32>>) -> (state: Tensor, sequences: [Range<Int>]) {
        var state = Tensor(shape: [texts.reduce(0) { $0 + $1.count }, config.textWidth])
        var sequences: [Range<Int>] = []
        var row = 0
        for text in texts {
            sequences.append(row..<row + text.count)
            for (position, token) in text.enumerated() {
                tokens.copy(Int(token), toRow: row, of: &state)
                positions.add(position, toRow: row, of: &state)
                row += 1
            }
        }
        return (state, sequences)
    }
}
