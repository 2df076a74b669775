import Checkpoints
import Foundation
import Tensors
import TestSupport
import TextImageMatching

/// A model with random weights, under the names of ruCLIP's checkpoints.
struct RandomCLIP {
    let config: CLIPConfig
    private(set) var tensors: [String: Tensor] = [:]
    private var generator: SeededGenerator

    init(_ config: CLIPConfig, seed: UInt64 = 1) {
        self.config = config
        generator = SeededGenerator(seed: seed)
        let (text, vision) = (config.textWidth, config.visionWidth)
        let patches = config.patchesPerSide * config.patchesPerSide
        add("logit_scale", [], spread: 3)
        add("token_embedding.weight", [config.vocabulary, text], spread: 1)
        add("positional_embedding", [config.contextLength, text], spread: 1)
        addBlocks("transformer", layers: config.textLayers, width: text)
        addNorm("ln_final", width: text)
        add("text_projection", [text, config.embeddingDimension], inputs: text)
        add("visual.conv1.weight", [vision, 3, config.visionPatch, config.visionPatch], inputs: 3 * config.visionPatch * config.visionPatch)
        add("visual.class_embedding", [vision], spread: 1)
        add("visual.positional_embedding", [1 + patches, vision], spread: 1)
        addNorm("visual.ln_pre", width: vision)
        addBlocks("visual.transformer", layers: config.visionLayers, width: vision)
        addNorm("visual.ln_post", width: vision)
        add("visual.proj", [vision, config.embeddingDimension], inputs: vision)
    }

    var weights: Weights { Weights(MemoryCheckpoint(tensors)) }

    func model() throws -> CLIP { try CLIP(weights: weights, config: config) }

    private mutating func addBlocks(_ scope: String, layers: Int, width: Int) {
        for layer in 0..<layers {
            let block = "\(scope).resblocks.\(layer)"
            addNorm(block + ".ln_1", width: width)
            addNorm(block + ".ln_2", width: width)
            add(block + ".attn.in_proj_weight", [3 * width, width], inputs: width, gain: 3)
            add(block + ".attn.in_proj_bias", [3 * width], spread: 0.3)
            addLinear(block + ".attn.out_proj", inputs: width, outputs: width)
            addLinear(block + ".mlp.c_fc", inputs: width, outputs: 4 * width)
            addLinear(block + ".mlp.c_proj", inputs: 4 * width, outputs: width)
        }
    }

    private mutating func addLinear(_ name: String, inputs: Int, outputs: Int) {
        add(name + ".weight", [outputs, inputs], inputs: inputs)
        add(name + ".bias", [outputs], spread: 0.3)
    }

    private mutating func addNorm(_ name: String, width: Int) {
        add(name + ".weight", [width], spread: 1.5)
        add(name + ".bias", [width], spread: 0.5)
    }

    /// Spread so that a product with a vector of variance 1 has about the variance of `gain` squared.
    private mutating func add(_ name: String, _ shape: [Int], inputs: Int, gain: Float = 1.5) {
        add(name, shape, spread: gain / Float(inputs).squareRoot())
    }

    private mutating func add(_ name: String, _ shape: [Int], spread: Float) {
        tensors[name] = Tensor(shape: shape, values: generator.floats(shape.reduce(1, *)).map { $0 * spread })
    }
}
