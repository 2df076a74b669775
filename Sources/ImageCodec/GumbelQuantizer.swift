import Checkpoints
import Tensors

/// The quantiser of codecs trained with Gumbel-softmax: the code of the highest logit.
struct GumbelQuantizer: Quantizer {
    let codebook: Tensor
    let scores: CodeScores

    /// Reads `embed.weight` `[codes, dimension]`, `proj.weight` `[codes, dimension, 1, 1]` and `proj.bias` `[codes]` from a scope.
    init(_ weights: Weights, config: VQGANConfig) throws(CheckpointError) {
        let (codes, dimension) = (config.codes, config.embeddingDimension)
        codebook = try weights.tensor("embed.weight", shape: [codes, dimension])
        scores = CodeScores(
            weight: try weights.tensor("proj.weight", shape: [codes, dimension, 1, 1]).reshaped([codes, dimension]),
            bias: try weights.tensor("proj.bias", shape: [codes]))
    }
}
