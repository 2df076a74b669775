import Checkpoints
import Tensors

/// VQ-VAE's quantiser: the code of the nearest codebook vector.
struct NearestVectorQuantizer: Quantizer {
    let codebook: Tensor
    let scores: CodeScores

    /// Reads `embedding.weight` `[codes, dimension]` from a scope.
    init(_ weights: Weights, config: VQGANConfig) throws(CheckpointError) {
        self.init(
            codebook: try weights.tensor("embedding.weight", shape: [config.codes, config.embeddingDimension]))
    }

    /// - Parameter codebook: `[codes, dimension]`.
    init(codebook: Tensor) {
        self.codebook = codebook
        // The nearest vector e of z has the least |z − e|² = |z|² − 2 z·e + |e|², so the greatest z·e − |e|² / 2. Leaving |z|² out
        // keeps the digits that tell the codes apart.
        let (codes, dimension) = (codebook.shape[0], codebook.shape[1])
        let halfSquares = codebook.withUnsafeBufferPointer { values in
            (0..<codes).map { code in
                values[code * dimension..<(code + 1) * dimension].reduce(0.0) { $0 + Double($1) * Double($1) } / 2
            }
        }
        scores = CodeScores(weight: codebook, bias: Tensor(shape: [codes], values: halfSquares.map { Float(-$0) }))
    }
}
