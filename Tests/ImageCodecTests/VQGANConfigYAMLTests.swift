import ImageCodec
import Testing

@Suite struct VQGANConfigYAMLTests {
    private let nets = """
        double_z: False
              z_channels: 256
              resolution: 256
              in_channels: 3
              out_ch: 3
              ch: 128
              ch_mult: [1, 1, 2, 4]
              num_res_blocks: 2
              attn_resolutions: [32]
              dropout: 0.0
        """

    private var gumbel: String {
        """
        model:
          base_learning_rate: 4.5e-06
          target: taming.models.vqgan.GumbelVQ
          params:
            kl_weight: 1.0e-08
            embed_dim: 256
            n_embed: 8192
            remap: null
            temperature_scheduler_config:
              target: taming.lr_scheduler.LambdaWarmUpCosineScheduler
            ddconfig:
              \(nets)
        """
    }

    @Test func readsGumbel() throws {
        #expect(try VQGANConfig(yaml: gumbel) == .sber())
    }

    @Test func readsTheFirstStageOfATransformer() throws {
        let stage = gumbel.replacing("model:\n", with: "").replacing("GumbelVQ", with: "VQModel").replacing("\n", with: "\n    ")
        let yaml = """
            # a transformer & its codec
            model:
              target: taming.models.cond_transformer.Net2NetTransformer
              params:
                transformer_config:
                  target: taming.modules.transformer.mingpt.GPT
                first_stage_config:
                \(stage)
            """
        let config = try VQGANConfig(yaml: yaml)
        #expect(config.quantizer == .nearest)
        #expect(config.codes == 8192 && config.channelMultipliers == [1, 1, 2, 4] && config.attentionResolutions == [32])
    }

    @Test func namesWhatIsMissing() {
        #expect(throws: ImageCodecError.missingSetting(name: "model.params.ddconfig.ch_mult")) {
            try VQGANConfig(yaml: gumbel.replacing("ch_mult: [1, 1, 2, 4]", with: "dropped: 1"))
        }
        #expect(throws: ImageCodecError.missingSetting(name: "model")) { try VQGANConfig(yaml: "models: 1") }
    }

    @Test(arguments: [
        ("double_z: False", "double_z: True", "model.params.ddconfig.double_z"),
        ("in_channels: 3", "in_channels: 1", "model.params.ddconfig.in_channels"),
        ("remap: null", "remap: used.npy", "model.params.remap"),
        ("n_embed: 8192", "n_embed: many", "model.params.n_embed"),
        ("[32]", "[32, x]", "model.params.ddconfig.attn_resolutions"),
        ("ch: 128", "ch: [128]", "model.params.ddconfig.ch"),
        ("ch: 128", "ch: 100", "channels"),
    ])
    func namesWhatIsNotSupported(found: String, replacement: String, name: String) {
        let error = #expect(throws: ImageCodecError.self) { try VQGANConfig(yaml: gumbel.replacing(found, with: replacement)) }
        guard case .invalidSetting(name, _, _) = error else {
            Issue.record("\(String(describing: error)) for \(name)")
            return
        }
    }

    @Test func refusesOtherModels() {
        #expect(throws: ImageCodecError.unsupportedTarget(name: "ldm.models.autoencoder.AutoencoderKL")) {
            try VQGANConfig(yaml: gumbel.replacing("taming.models.vqgan.GumbelVQ", with: "ldm.models.autoencoder.AutoencoderKL"))
        }
    }

    @Test(arguments: [
        "model: [", "model: {a: 1, a: 2}", "- 1", "", "\u{1}", "a: &a [1]\nb: *a",
        String(repeating: "[", count: 100_000), String(repeating: "- ", count: 100_000),
        "a: " + String(repeating: "x", count: 1 << 20),
    ])
    func refusesWhatIsNotAConfiguration(yaml: String) {
        let error = #expect(throws: ImageCodecError.self) { try VQGANConfig(yaml: yaml) }
        guard case .malformedYAML = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
