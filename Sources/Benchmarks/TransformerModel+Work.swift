import Tensors
import TokenTransformer

extension TransformerModel {
    /// One position of some rows of one prompt.
    ///
    /// - Parameter position: how many codes each row has.
    package func stepWork(rows: Int, position: Int, precision: Precision) -> Work {
        let keys = config.keyCounts(position: position)
        let bytesOfKey = 2 * config.width * KeyPrecision(precision).byteCount
        return Work(
            bytes: Double(bytesPerStep + bytesOfKey * (keys.text + rows * keys.image)),
            operations: Double(rows)
                * (config.productOperations(rows: 1) + config.logitOperations
                    + config.attentionOperations(keys: keys.text + keys.image)))
    }

    /// The reading of a text, down to the logits of the first code.
    package var prefillWork: Work {
        let rows = config.textPlaces
        return Work(
            bytes: Double(bytesPerStep),
            operations: config.productOperations(rows: rows) + config.logitOperations
                + config.attentionOperations(keys: config.layers * rows * (rows + 1) / 2))
    }
}

extension TransformerConfig {
    /// Keys that a position's query looks at, added up over the layers: its own is among the image's.
    func keyCounts(position: Int) -> (text: Int, image: Int) {
        let image = (0..<layers).reduce(0) { sum, layer in
            let runs = AttentionPattern.of(layer: layer, of: layers)
                .keyRuns(from: position, gridSide: gridSide, border: rules.neighbourhoodBorder)
            return sum + runs.reduce(0) { $0 + $1.count }
        }
        return (layers * textLength, image)
    }

    /// The four matrices of each layer.
    func productOperations(rows: Int) -> Double { 2 * 12 * Double(layers * rows) * Double(width * width) }

    /// The image half of one row's logits.
    var logitOperations: Double { 2 * Double(width * imageVocabulary) }

    /// Scores and weighted sums over as many keys.
    func attentionOperations(keys: Int) -> Double { 4 * Double(keys * width) }
}
