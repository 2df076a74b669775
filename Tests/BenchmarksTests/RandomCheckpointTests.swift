import Benchmarks
import Checkpoints
import ImageCodec
import SuperResolution
import Tensors
import Testing
import TextImageMatching
import TokenTransformer

@Suite("Random weights")
struct RandomCheckpointTests {
    private static let shapes = ["a.weight": [300, 401], "b.weight": [300, 401], "norm.weight": [4001], "norm.bias": [4001], "scale": []]

    @Test(arguments: [1, 2, 3]) func areTheSameOnAnyNumberOfThreads(threads: Int) throws {
        let one = RandomCheckpoint(shapes: Self.shapes, on: ComputePool(threads: 1))
        let other = RandomCheckpoint(shapes: Self.shapes, on: ComputePool(threads: threads))
        for key in one.keys {
            let tensor = try other.tensor(key)
            #expect(try tensor.values == one.tensor(key).values)
            #expect(tensor.shape == Self.shapes[key])
            #expect(other.summary(of: key)?.shape == Self.shapes[key])
        }
    }

    @Test func differByKey() throws {
        let checkpoint = RandomCheckpoint(shapes: Self.shapes, on: .shared)
        #expect(checkpoint.keys == Self.shapes.keys.sorted())
        #expect(try checkpoint.tensor("a.weight").values != checkpoint.tensor("b.weight").values)
    }

    /// Numbers that repeated themselves would be a smaller model than the one asked for.
    @Test func doNotRepeatThemselves() throws {
        let values = try RandomCheckpoint(shapes: ["a": [1 << 17, 2]], on: .shared).tensor("a").values
        #expect(Array(values[0..<1000]) != Array(values[1 << 16..<(1 << 16) + 1000]))
        #expect(Set(values).count > values.count / 2)
    }

    @Test func keepVarianceThroughMatricesAndNorms() throws {
        let checkpoint = RandomCheckpoint(shapes: Self.shapes, on: .shared)
        for (key, mean, deviation) in [("a.weight", 0.0, 1 / 401.0.squareRoot()), ("norm.weight", 1, 0.05), ("norm.bias", 0, 0.02)] {
            let values = try checkpoint.tensor(key).values.map(Double.init)
            let foundMean = values.reduce(0, +) / Double(values.count)
            let variance = values.reduce(0) { $0 + ($1 - foundMean) * ($1 - foundMean) } / Double(values.count)
            #expect(abs(foundMean - mean) < 0.05 * deviation, "\(key): \(foundMean)")
            #expect(abs(variance.squareRoot() / deviation - 1) < 0.03, "\(key): \(variance.squareRoot())")
        }
    }

    @Test func refuseOtherKeys() {
        let checkpoint = RandomCheckpoint(shapes: Self.shapes, on: .shared)
        #expect(throws: CheckpointError.missingKey(file: checkpoint.path, key: "c", similar: [])) { try checkpoint.tensor("c") }
    }

    /// The lists of tensors are those that the models read, no more and no less.
    @Test(arguments: [TransformerRules.v3, .v2]) func fillTransformers(rules: TransformerRules) throws {
        for sandwich in [true, false] {
            let config = try TransformerConfig(
                layers: 3, width: 16, heads: 2, textLength: 6, gridSide: 4, textVocabulary: 20, imageVocabulary: 9,
                sandwichLayerNorm: sandwich, rules: rules)
            let weights = Weights(RandomCheckpoint(shapes: config.tensorShapes, on: .shared))
            _ = try TransformerModel(config: config, weights: weights)
            #expect(weights.unread().isEmpty)
        }
    }

    @Test(arguments: [VQGANConfig.Quantizer.gumbel, .nearest], [0, 1, 2])
    func fillCodecs(quantizer: VQGANConfig.Quantizer, waveletLevels: Int) throws {
        let config = try VQGANConfig(
            quantizer: quantizer, embeddingDimension: 8, codes: 10, latentChannels: 8, channels: 32, channelMultipliers: [1, 1, 2],
            residualBlocks: 2, decoderBlocks: [1, 3, 2], attentionResolutions: [16, 4], resolution: 16, waveletLevels: waveletLevels)
        let weights = Weights(RandomCheckpoint(shapes: config.tensorShapes, on: .shared))
        _ = try VQGAN(weights: weights, config: config)
        #expect(weights.unread().isEmpty)
    }

    @Test(arguments: RRDBNetConfig.scales) func fillUpscalers(scale: Int) throws {
        let config = try RRDBNetConfig(scale: scale, features: 6, blocks: 2, growth: 3)
        let weights = Weights(RandomCheckpoint(shapes: config.tensorShapes, on: .shared))
        #expect(try RRDBNetConfig(shapesOf: weights) == config)
        _ = try RRDBNet(weights: weights, config: config)
        #expect(weights.unread().isEmpty)
    }

    @Test func fillMatchers() throws {
        let config = try CLIPConfig(
            embeddingDimension: 6, pictureSide: 16, visionLayers: 2, visionWidth: 64, visionPatch: 8, contextLength: 7, vocabulary: 11,
            textWidth: 12, textHeads: 3, textLayers: 1)
        let weights = Weights(RandomCheckpoint(shapes: config.tensorShapes, on: .shared))
        _ = try CLIP(weights: weights, config: config)
        #expect(weights.unread().isEmpty)
    }
}
