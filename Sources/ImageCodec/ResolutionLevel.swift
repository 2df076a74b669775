import Checkpoints
import Layers
import Tensors

/// What either net does at one resolution: residual blocks, each followed by attention where the configuration lists the resolution.
struct ResolutionLevel: Sendable {
    private let blocks: [ResidualBlock]
    /// As many as blocks, or none.
    private let attentions: [AttentionBlock]

    /// - Parameter precision: of the residual branches.
    init(
        _ weights: Weights, inputs: Int, outputs: Int, blocks count: Int, attention: Bool, precision: Precision = .float32
    ) throws(CheckpointError) {
        var blocks: [ResidualBlock] = []
        var attentions: [AttentionBlock] = []
        for index in 0..<count {
            let blockInputs = index == 0 ? inputs : outputs
            blocks.append(
                try ResidualBlock(weights[scope: "block.\(index)"], inputs: blockInputs, outputs: outputs, precision: precision))
            if attention { attentions.append(try AttentionBlock(weights[scope: "attn.\(index)"], channels: outputs)) }
        }
        self.blocks = blocks
        self.attentions = attentions
    }

    /// `[pictures, height, width, inputs]` becomes `[pictures, height, width, outputs]`.
    func apply(to activations: inout FeatureMap, in workspace: Workspace) {
        for (index, block) in blocks.enumerated() {
            block.apply(to: &activations, in: workspace)
            if !attentions.isEmpty { attentions[index].apply(to: activations, in: workspace) }
        }
    }
}
