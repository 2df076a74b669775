import Layers
import Tensors

extension TransformerModel {
    /// The matrices that a step reads, each with its precision in a model of the given one, by their names in ruDALL-E's checkpoints: what a
    /// prepared model holds packed. The half of the output matrix that scores text tokens is not among them.
    public static func matrices(
        of config: TransformerConfig, precision: Precision
    ) -> [(entry: MatrixEntry, precision: Precision)] {
        let width = config.width
        let ofLayers = (0..<config.layers).flatMap { layer in
            let scope = "transformer.layers.\(layer)"
            return [
                MatrixEntry("\(scope).attention.query_key_value.weight", outputs: 3 * width, inputs: width),
                MatrixEntry("\(scope).attention.dense.weight", outputs: width, inputs: width),
                MatrixEntry("\(scope).mlp.dense_h_to_4h.weight", outputs: 4 * width, inputs: width),
                MatrixEntry("\(scope).mlp.dense_4h_to_h.weight", outputs: width, inputs: 4 * width),
            ].map { ($0, Self.precision(ofLayer: layer, in: precision)) }
        }
        let vocabulary = config.textVocabulary + config.imageVocabulary
        let logits = MatrixEntry("to_logits.1.weight", shape: [vocabulary, width], rows: config.textVocabulary..<vocabulary)
        return ofLayers + [(logits, precision.ofOutermostLayers)]
    }

    /// What a layer's matrices have in a model of a precision.
    static func precision(ofLayer layer: Int, in precision: Precision) -> Precision {
        layer == 0 ? precision.ofOutermostLayers : precision
    }
}

extension TransformerConfig {
    /// How many weights the matrices hold that a step reads.
    public var matrixWeightCount: Int { width * (12 * width * layers + imageVocabulary) }
}
