import Checkpoints
import Tensors

/// The blocks of a tower, one after another.
struct CLIPTransformer: Sendable {
    let width: Int
    private let blocks: [CLIPTransformerBlock]

    /// Reads `resblocks.0`, `resblocks.1`, … from a scope.
    init(
        _ weights: Weights, layers: Int, width: Int, heads: Int, isCausal: Bool, precision: Precision
    ) throws(CheckpointError) {
        self.width = width
        var blocks: [CLIPTransformerBlock] = []
        for layer in 0..<layers {
            blocks.append(
                try CLIPTransformerBlock(
                    weights[scope: "resblocks.\(layer)"], width: width, heads: heads, isCausal: isCausal, precision: precision))
        }
        self.blocks = blocks
    }

    /// - Parameters:
    ///   - state: `[rows, width]`, replaced by the last block's output.
    ///   - sequences: consecutive ranges that cover all rows; a row sees no row of another sequence.
    func apply(to state: inout Tensor, sequences: [Range<Int>], scratch: inout CLIPScratch, on pool: ComputePool) {
        for block in blocks { block.apply(to: &state, sequences: sequences, scratch: &scratch, on: pool) }
    }
}
