import CKernels

/// The pointwise functions of the models.
public enum Activation: Sendable {
    /// 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³))): GPT's and ruDALL-E's GELU.
    case geluTanh
    /// x · sigmoid(1.702 x): CLIP's QuickGELU.
    case quickGELU
    /// x · sigmoid(x): the VQGAN's nonlinearity.
    case swish

    /// The name that the kernels of the products have for it.
    package var kernel: LubokActivation {
        switch self {
        case .geluTanh: LUBOK_GELU_TANH
        case .quickGELU: LUBOK_QUICK_GELU
        case .swish: LUBOK_SWISH
        }
    }
}
