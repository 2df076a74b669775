import Checkpoints
import Tensors
import TestSupport
import TokenTransformer

/// Transformers small enough for tests, on random weights.
enum TinyModel {
    static func config(
        layers: Int = 6, width: Int = 24, heads: Int = 3, textLength: Int = 5, gridSide: Int = 4, sandwichLayerNorm: Bool = true,
        rules: TransformerRules = .v3
    ) throws -> TransformerConfig {
        try TransformerConfig(
            layers: layers, width: width, heads: heads, textLength: textLength, gridSide: gridSide, textVocabulary: 31,
            imageVocabulary: 19, sandwichLayerNorm: sandwichLayerNorm, rules: rules)
    }

    static func weights(_ config: TransformerConfig) -> [String: Tensor] {
        var random = SeededGenerator(seed: 7)
        var tensors: [String: Tensor] = [:]
        func add(_ name: String, _ shape: Int..., scale: Float = 0.5, offset: Float = 0) {
            let values = random.floats(shape.reduce(1, *)).map { offset + scale * $0 }
            tensors[name] = Tensor(shape: shape, values: values)
        }
        func addLinear(_ name: String, _ inputs: Int, _ outputs: Int) {
            add(name + ".weight", outputs, inputs)
            add(name + ".bias", outputs)
        }
        func addLayerNorm(_ name: String) {
            add(name + ".weight", config.width, offset: 1)
            add(name + ".bias", config.width)
        }
        let width = config.width
        add("text_embeddings.weight", config.textVocabulary, width)
        add("text_pos_embeddings.weight", config.textLength + 1, width)
        add("image_embeddings.weight", config.imageVocabulary, width)
        add("image_row_embeddings.weight", config.gridSide, width)
        add("image_col_embeddings.weight", config.gridSide, width)
        for layer in 0..<config.layers {
            let scope = "transformer.layers.\(layer)."
            addLayerNorm(scope + "input_layernorm")
            addLayerNorm(scope + "post_attention_layernorm")
            if config.sandwichLayerNorm {
                addLayerNorm(scope + "before_first_addition_layernorm")
                addLayerNorm(scope + "before_second_addition_layernorm")
            }
            addLinear(scope + "attention.query_key_value", width, 3 * width)
            addLinear(scope + "attention.dense", width, width)
            addLinear(scope + "mlp.dense_h_to_4h", width, 4 * width)
            addLinear(scope + "mlp.dense_4h_to_h", 4 * width, width)
        }
        addLayerNorm("transformer.final_layernorm")
        addLayerNorm("to_logits.0")
        addLinear("to_logits.1", width, config.textVocabulary + config.imageVocabulary)
        return tensors
    }

    static func model(
        _ config: TransformerConfig, weights: [String: Tensor]? = nil, precision: Precision = .float32
    ) throws -> TransformerModel {
        let checkpoint = MemoryCheckpoint(weights ?? self.weights(config))
        return try TransformerModel(
            config: config, weights: Weights(checkpoint, renaming: TransformerModel.keyRules), precision: precision,
            scoresText: true)
    }

    /// Random codes for a whole picture.
    static func codes(_ config: TransformerConfig, seed: UInt64) -> [Int] {
        var random = SeededGenerator(seed: seed)
        return (0..<config.imageLength).map { _ in Int.random(in: 0..<config.imageVocabulary, using: &random) }
    }
}
