import Yams

extension VQGANConfig {
    /// Reads a configuration of taming-transformers: of a `VQModel`, of a `GumbelVQ`, or of a transformer whose first stage is one of them.
    ///
    /// Such a file does not say whether the checkpoint beside it has a wavelet head: `with(waveletLevels:)` does.
    /// - Throws: `malformedYAML`, `missingSetting`, `unsupportedTarget`, `invalidSetting`.
    public init(yaml: String) throws(ImageCodecError) {
        var model = try YAMLSettings(document: yaml).settings("model")
        var target = try model.string("target")
        if target.hasSuffix(".Net2NetTransformer") {
            model = try model.settings("params").settings("first_stage_config")
            target = try model.string("target")
        }
        let quantizer: Quantizer
        switch target {
        case "taming.models.vqgan.VQModel": quantizer = .nearest
        case "taming.models.vqgan.GumbelVQ": quantizer = .gumbel
        default: throw .unsupportedTarget(name: target)
        }
        let parameters = try model.settings("params")
        let nets = try parameters.settings("ddconfig")
        // Each of these would change the graph or the numbering of the codes.
        try parameters.require("remap", toBe: "null", "~", "")
        try nets.require("double_z", toBe: "false")
        try nets.require("resamp_with_conv", toBe: "true")
        try nets.require("give_pre_end", toBe: "false")
        try nets.require("in_channels", toBe: "3")
        try nets.require("out_ch", toBe: "3")
        try self.init(
            quantizer: quantizer,
            embeddingDimension: parameters.integer("embed_dim"),
            codes: parameters.integer("n_embed"),
            latentChannels: nets.integer("z_channels"),
            channels: nets.integer("ch"),
            channelMultipliers: nets.integers("ch_mult"),
            residualBlocks: nets.integer("num_res_blocks"),
            attentionResolutions: nets.integers("attn_resolutions"),
            resolution: nets.integer("resolution"))
    }
}
