import Checkpoints
import Tensors

/// The blocks of a tower, one after another.
struct CLIPTransformer: Sendable {
    private let blocks: [CLIPTransformerBlock]

    /// Reads `resblocks.0`, `resblocks.1`, … from a scope.
    init(
        _ weights: Weights, layers: Int, width: Int, heads: Int, isCausal: Bool, precision: Precision
    ) throws(CheckpointError) {
        precondition(layers >= 1, "a tower of \(layers) blocks")
        var blocks: [CLIPTransformerBlock] = []
        for layer in 0..<layers {
            blocks.append(
                try CLIPTransformerBlock(
                    weights[scope: "resblocks.\(layer)"], width: width, heads: heads, isCausal: isCausal, precision: precision))
        }
        self.blocks = blocks
    }

    /// One row of the output for each sequence, `[sequences, width]`. The last block makes no other, since nothing would read it.
    ///
    /// - Parameters:
    ///   - rows: for each sequence a row within it.
    ///   - state: `[rows of all sequences, width]`; scratch afterwards.
    ///   - sequences: consecutive ranges of rows, from 0; a row sees no row of another sequence.
    func output(
        ofRows rows: [Int], from state: inout Tensor, sequences: [Range<Int>], scratch: inout CLIPScratch, on pool: ComputePool
    ) -> Tensor {
        for block in blocks.dropLast() { block.apply(to: &state, sequences: sequences, scratch: &scratch, on: pool) }
        return blocks[blocks.count - 1].output(
            ofRows: rows, from: state, sequences: sequences, scratch: &scratch, on: pool)
    }
}
