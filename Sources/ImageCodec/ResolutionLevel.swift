import Checkpoints
import Tensors

/// What either net does at one resolution: residual blocks, each followed by attention where the configuration lists the resolution.
struct ResolutionLevel: Sendable {
    private let blocks: [ResidualBlock]
    /// As many as blocks, or none.
    private let attentions: [AttentionBlock]

    init(_ weights: Weights, inputs: Int, outputs: Int, blocks count: Int, attention: Bool) throws(CheckpointError) {
        var blocks: [ResidualBlock] = []
        var attentions: [AttentionBlock] = []
        for index in 0..<count {
            let blockInputs = index == 0 ? inputs : outputs
            blocks.append(try ResidualBlock(weights[scope: "block.\(index)"], inputs: blockInputs, outputs: outputs))
            if attention { attentions.append(try AttentionBlock(weights[scope: "attn.\(index)"], channels: outputs)) }
        }
        self.blocks = blocks
        self.attentions = attentions
    }

    /// `[inputs, height, width]` becomes `[outputs, height, width]`.
    func apply(to activations: inout Tensor, on pool: ComputePool) {
        for (index, block) in blocks.enumerated() {
            block.apply(to: &activations, on: pool)
            if !attentions.isEmpty { attentions[index].apply(to: &activations, on: pool) }
        }
    }
}
