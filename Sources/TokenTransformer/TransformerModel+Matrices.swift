import Layers

extension TransformerModel {
    /// The matrices that a step reads, by their names in ruDALL-E's checkpoints: what a prepared model holds packed. The half of the output
    /// matrix that scores text tokens is not among them.
    public static func matrices(of config: TransformerConfig) -> [MatrixEntry] {
        let width = config.width
        let ofLayers = (0..<config.layers).flatMap { layer in
            let scope = "transformer.layers.\(layer)"
            return [
                MatrixEntry("\(scope).attention.query_key_value.weight", outputs: 3 * width, inputs: width),
                MatrixEntry("\(scope).attention.dense.weight", outputs: width, inputs: width),
                MatrixEntry("\(scope).mlp.dense_h_to_4h.weight", outputs: 4 * width, inputs: width),
                MatrixEntry("\(scope).mlp.dense_4h_to_h.weight", outputs: width, inputs: 4 * width),
            ]
        }
        let vocabulary = config.textVocabulary + config.imageVocabulary
        let logits = MatrixEntry("to_logits.1.weight", shape: [vocabulary, width], rows: config.textVocabulary..<vocabulary)
        return ofLayers + [logits]
    }

    /// How many weights those matrices hold.
    public static func matrixWeightCount(of config: TransformerConfig) -> Int {
        matrices(of: config).reduce(0) { $0 + $1.rows.count * $1.shape[1] }
    }
}
