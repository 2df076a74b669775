import Checkpoints
import ImageCodec
import Tensors
import Testing

@Suite struct VQGANCheckpointFormTests {
    private let grid = [Int32](0..<6)

    @Test func readsTheCodecInsideATransformersFile() throws {
        let config = try tinyConfig(.nearest)
        let plain = RandomCheckpoint(config)
        var tensors = Dictionary(uniqueKeysWithValues: plain.tensors.map { ("first_stage_model." + $0, $1) })
        tensors["transformer.tok_emb.weight"] = Tensor(shape: [1])
        tensors["first_stage_model.loss.discriminator.weight"] = Tensor(shape: [1])
        try expectSame(tensors, as: plain, config, form: .firstStage)
    }

    @Test func readsTheWaveletForm() throws {
        let config = try tinyConfig(.gumbel, waveletLevels: 1)
        let plain = RandomCheckpoint(config)
        var tensors: [String: Tensor] = [:]
        for (key, tensor) in plain.tensors {
            let inDecoder = key.hasPrefix("decoder.") || key.hasPrefix("post_quant_conv.")
            tensors[(inDecoder ? "model.decoder." : "model.") + key] = tensor
        }
        tensors["model.decoder.idwt.g0_col"] = Tensor(shape: [1, 1, 2, 1])
        tensors["model.post_quant_conv.weight"] = Tensor(shape: [32, 32, 1, 1])
        tensors["model.post_quant_conv.bias"] = Tensor(shape: [32])
        try expectSame(tensors, as: plain, config, form: .wavelet)
    }

    @Test func leavesOutTheLossOfAPlainFile() throws {
        let config = try tinyConfig(.gumbel)
        let plain = RandomCheckpoint(config)
        var tensors = plain.tensors
        tensors["loss.perceptual_loss.lin0.weight"] = Tensor(shape: [1])
        try expectSame(tensors, as: plain, config, form: .plain)
    }

    private func expectSame(
        _ tensors: [String: Tensor], as plain: RandomCheckpoint, _ config: VQGANConfig, form: VQGANCheckpointForm
    ) throws {
        let checkpoint = MemoryCheckpoint(tensors)
        #expect(VQGANCheckpointForm(keys: checkpoint.keys) == form)
        let weights = Weights(checkpoint, renaming: form.keyRules)
        let codec = try VQGAN(weights: weights, config: config)
        #expect(weights.unread().isEmpty)
        let codes = try CodeGrid(width: 3, height: 2, codes: grid)
        #expect(try codec.decode(codes).values == plain.codec(config).decode(codes).values)
    }
}
