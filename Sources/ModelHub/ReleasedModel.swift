/// A model that others have released, and the files on the hub that it consists of.
public struct ReleasedModel: Sendable, Equatable {
    public let name: String
    public let title: String
    /// The transformer's file; where it is kept in several repositories, in the order in which they are asked.
    public let transformer: [HubFile]
    /// The generation of ruDALL-E's rules, which is known of each.
    public let rules: String
    /// What else belongs to this model alone.
    public let extras: [HubFile]

    /// Every model that can be fetched.
    public static let all = [
        ReleasedModel(
            name: "malevich", title: "ruDALL-E Malevich (XL)",
            transformer: [HubFile("sberbank-ai/rudalle-Malevich", "pytorch_model_v3.bin")], rules: "v3", extras: []),
        ReleasedModel(
            name: "malevich-v2", title: "ruDALL-E Malevich (XL), first release",
            transformer: [HubFile("sberbank-ai/rudalle-Malevich", "pytorch_model_v2.bin")], rules: "v2", extras: []),
        ReleasedModel(
            name: "emojich", title: "ruDALL-E Emojich (XL)",
            transformer: [HubFile("sberbank-ai/rudalle-Emojich", "pytorch_model.bin")], rules: "v2",
            extras: [HubFile("sberbank-ai/rudalle-Emojich", "unet_effnetb5/pytorch_model_v2.bin")]),
        ReleasedModel(
            name: "surrealist-xl", title: "ruDALL-E Surrealist XL",
            transformer: [HubFile("shonenkov-AI/rudalle-xl-surrealist", "pytorch_model.bin")], rules: "v3", extras: []),
        ReleasedModel(
            name: "kandinsky", title: "ruDALL-E Kandinsky (XXL)",
            transformer: [
                HubFile("sberbank-ai/rudalle-Kandinsky", "pytorch_model.bin"), HubFile("shonenkov-AI/Kandinsky", "pytorch_model.bin"),
            ], rules: "v3", extras: []),
    ]

    /// - Throws: `HubError.unknownModel`.
    public static func named(_ name: String) throws(HubError) -> ReleasedModel {
        guard let model = all.first(where: { $0.name == name }) else { throw .unknownModel(name: name, known: all.map(\.name)) }
        return model
    }

    /// ruDALL-E's tokenizer, which all of them read prompts with.
    public static let tokenizer = HubFile("shonenkov/rudalle-utils", "bpe.model")

    /// Sber's codec, which all of them paint with: 256 pixels, or 512 with the wavelet head.
    public static func codec(wavelet: Bool) -> HubFile {
        HubFile("sberbank-ai/rudalle-utils", wavelet ? "vqgan.gumbelf8-sber-dwt.model.ckpt" : "vqgan.gumbelf8-sber.model.ckpt")
    }

    /// The ruCLIPs that can rank, by their names without “ruclip-vit-”; the first is the one that ruDALL-E's authors use.
    public static let matchers = [
        "base-patch32-384", "base-patch16-384", "base-patch32-224", "base-patch16-224", "large-patch14-224", "large-patch14-336",
    ]

    /// - Precondition: one of `matchers`.
    public static func matcher(_ name: String) -> [HubFile] {
        precondition(matchers.contains(name), "\(name) is no ruCLIP")
        return ["config.json", "bpe.model", "pytorch_model.bin"].map { HubFile("ai-forever/ruclip-vit-\(name)", $0) }
    }

    public static let upscalerScales = [2, 4, 8]

    /// - Precondition: one of `upscalerScales`.
    public static func upscaler(scale: Int) -> HubFile {
        precondition(upscalerScales.contains(scale), "no net enlarges \(scale) times")
        return HubFile("sberbank-ai/Real-ESRGAN", "RealESRGAN_x\(scale).pth")
    }
}
