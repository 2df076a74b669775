import TextImageMatching

extension CLIPConfig {
    /// The tensors of a checkpoint of this shape, under OpenAI's and ruCLIP's names.
    package var tensorShapes: [String: [Int]] {
        var shapes: [String: [Int]] = [
            "logit_scale": [],
            "token_embedding.weight": [vocabulary, textWidth],
            "positional_embedding": [contextLength, textWidth],
            "text_projection": [textWidth, embeddingDimension],
            "visual.conv1.weight": [visionWidth, 3, visionPatch, visionPatch],
            "visual.class_embedding": [visionWidth],
            "visual.positional_embedding": [1 + patchesPerSide * patchesPerSide, visionWidth],
            "visual.proj": [visionWidth, embeddingDimension],
        ]
        func addNorm(_ name: String, width: Int) {
            shapes[name + ".weight"] = [width]
            shapes[name + ".bias"] = [width]
        }
        func addLinear(_ name: String, inputs: Int, outputs: Int) {
            shapes[name + ".weight"] = [outputs, inputs]
            shapes[name + ".bias"] = [outputs]
        }
        func addTransformer(_ scope: String, layers: Int, width: Int) {
            for layer in 0..<layers {
                let block = "\(scope).resblocks.\(layer)"
                addNorm(block + ".ln_1", width: width)
                shapes[block + ".attn.in_proj_weight"] = [3 * width, width]
                shapes[block + ".attn.in_proj_bias"] = [3 * width]
                addLinear(block + ".attn.out_proj", inputs: width, outputs: width)
                addNorm(block + ".ln_2", width: width)
                addLinear(block + ".mlp.c_fc", inputs: width, outputs: 4 * width)
                addLinear(block + ".mlp.c_proj", inputs: 4 * width, outputs: width)
            }
        }
        addTransformer("transformer", layers: textLayers, width: textWidth)
        addNorm("ln_final", width: textWidth)
        addNorm("visual.ln_pre", width: visionWidth)
        addTransformer("visual.transformer", layers: visionLayers, width: visionWidth)
        addNorm("visual.ln_post", width: visionWidth)
        return shapes
    }
}
