import TokenTransformer

extension TransformerConfig {
    /// The tensors of a checkpoint of this shape, under ruDALL-E's names.
    package var tensorShapes: [String: [Int]] {
        var shapes: [String: [Int]] = [
            "text_embeddings.weight": [textVocabulary, width],
            "text_pos_embeddings.weight": [textLength + 1, width],
            "image_embeddings.weight": [imageVocabulary, width],
            "image_row_embeddings.weight": [gridSide, width],
            "image_col_embeddings.weight": [gridSide, width],
        ]
        func addLinear(_ name: String, inputs: Int, outputs: Int) {
            shapes[name + ".weight"] = [outputs, inputs]
            shapes[name + ".bias"] = [outputs]
        }
        func addNorm(_ name: String) {
            shapes[name + ".weight"] = [width]
            shapes[name + ".bias"] = [width]
        }
        for layer in 0..<layers {
            let scope = "transformer.layers.\(layer)."
            addNorm(scope + "input_layernorm")
            addLinear(scope + "attention.query_key_value", inputs: width, outputs: 3 * width)
            addLinear(scope + "attention.dense", inputs: width, outputs: width)
            addNorm(scope + "post_attention_layernorm")
            addLinear(scope + "mlp.dense_h_to_4h", inputs: width, outputs: 4 * width)
            addLinear(scope + "mlp.dense_4h_to_h", inputs: 4 * width, outputs: width)
            if sandwichLayerNorm {
                addNorm(scope + "before_first_addition_layernorm")
                addNorm(scope + "before_second_addition_layernorm")
            }
        }
        addNorm("transformer.final_layernorm")
        addNorm("to_logits.0")
        addLinear("to_logits.1", inputs: width, outputs: textVocabulary + imageVocabulary)
        return shapes
    }
}
