import Checkpoints

/// How a checkpoint names the parts of a VQGAN. The keys tell.
public enum VQGANCheckpointForm: Sendable, Equatable {
    /// `encoder.…`, `decoder.…`: taming-transformers' own, and that of prepared model folders.
    case plain
    /// The codec lies under `first_stage_model.` in the file of a transformer over its codes.
    case firstStage
    /// Everything under `model.`, with a decoder that has been replaced by one of wavelet coefficients.
    case wavelet

    /// - Parameter keys: the names of all tensors of the checkpoint.
    public init(keys: [String]) {
        if keys.contains(where: { $0.hasPrefix("first_stage_model.") }) {
            self = .firstStage
        } else if keys.contains(where: { $0.hasPrefix("model.decoder.decoder.") }) {
            self = .wavelet
        } else {
            self = .plain
        }
    }

    /// What brings the checkpoint's keys to the plain form. The discriminator and the perceptual loss, under `loss.`, are for training only.
    public var keyRules: KeyRules {
        switch self {
        case .plain:
            [.skip(prefix: "loss.")]
        case .firstStage:
            [.keepOnly(prefix: "first_stage_model."), .skip(prefix: "loss.")]
        case .wavelet:
            [
                .drop(prefix: "model."), .skip(prefix: "loss."),
                // The replaced decoder's convolution, and filters that are constants of the transform.
                .skip(prefix: "post_quant_conv."), .skip(prefix: "decoder.idwt."),
                .replace(prefix: "decoder.decoder.", with: "decoder."),
                .replace(prefix: "decoder.post_quant_conv.", with: "post_quant_conv."),
            ]
        }
    }
}
