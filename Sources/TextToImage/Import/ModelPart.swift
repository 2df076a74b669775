/// What a model is put together from, as files of released models bring it.
public enum ModelPart: String, Sendable, CaseIterable {
    case transformer, codec, codecConfiguration, vocabulary, matcher, matcherConfiguration, matcherVocabulary, upscaler, segmentation
}

extension ModelPart: CustomStringConvertible {
    public var description: String {
        switch self {
        case .transformer: "transformer"
        case .codec: "codec"
        case .codecConfiguration: "codec configuration"
        case .vocabulary: "vocabulary"
        case .matcher: "matcher"
        case .matcherConfiguration: "matcher configuration"
        case .matcherVocabulary: "matcher vocabulary"
        case .upscaler: "upscaler"
        case .segmentation: "background cutter"
        }
    }

    /// The released file that brings it.
    public var releasedFile: String {
        switch self {
        case .transformer: "pytorch_model_v3.bin of rudalle-Malevich"
        case .codec: "vqgan.gumbelf8-sber.model.ckpt of rudalle-utils"
        case .codecConfiguration: "model.yaml beside a codec of taming-transformers"
        case .vocabulary: "bpe.model of rudalle-utils"
        case .matcher: "pytorch_model.bin of ruclip-vit-base-patch32-384"
        case .matcherConfiguration: "config.json of the same ruCLIP"
        case .matcherVocabulary: "bpe.model of the same ruCLIP"
        case .upscaler: "RealESRGAN_x2.pth of Real-ESRGAN"
        case .segmentation: "unet_effnetb5/pytorch_model_v2.bin of rudalle-Emojich"
        }
    }
}
