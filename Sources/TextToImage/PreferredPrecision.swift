import Tensors
import TokenTransformer

extension ModelManifest {
    /// The precision when nobody asks for another: the one that the weights were prepared in, else the one that suits the transformer.
    public var preferredPrecision: Precision { transformer.precision ?? transformer.config.preferredPrecision }
}

extension TransformerConfig {
    /// From this many weights on, reading them takes longer than a step's arithmetic on any processor, and bytes are worth their error.
    private static let largeModel = 100_000_000

    /// The precision that suits a model of this size on this processor: for a large one bytes, for a small one 16 bits where the processor
    /// multiplies them, else single precision. Never a matter of timing.
    public var preferredPrecision: Precision {
        if matrixWeightCount >= Self.largeModel { return .int8 }
        return Kernels.multipliesBFloat16 ? .bfloat16 : .float32
    }
}
