import Checkpoints
import Layers
import Tensors

/// Dense blocks one after another, around which the input is added to their output: ESRGAN's RRDB.
struct ResidualInResidualBlock: Sendable {
    private let denseBlocks: [DenseBlock]

    /// What a branch counts for beside what it is added to.
    private static let residualScale: Float = 0.2

    init(_ weights: Weights, shape: DenseShape) throws(CheckpointError) {
        var denseBlocks: [DenseBlock] = []
        for number in 1...RRDBNetConfig.denseBlocks {
            let scope = weights[scope: "rdb\(number)"]
            denseBlocks.append(
                try DenseBlock(
                    (1...shape.convolutions).map { scope[scope: "conv\($0)"] }, shape: shape, negativeSlope: RRDBNet.negativeSlope,
                    residualScale: Self.residualScale))
        }
        self.denseBlocks = denseBlocks
    }

    /// The picture in place.
    func apply(to features: DenseFeatures, in workspace: Workspace) {
        for (index, block) in denseBlocks.enumerated() {
            block.apply(
                to: features, keeping: index == 0, joining: index == denseBlocks.count - 1 ? Self.residualScale : nil, in: workspace)
        }
    }
}
