import Checkpoints

extension RRDBNetConfig {
    /// The shape of the net whose tensors these are, as they say it themselves.
    ///
    /// - Parameter weights: under plain names; `RRDBNet.keyRules(for:)` brings the known checkpoints to them.
    /// - Throws: `CheckpointError.missingKey` or `SuperResolutionError` where they are not those of an RRDBNet. That all other tensors fit shows
    ///   when the net is made of them.
    public init(shapesOf weights: Weights) throws {
        func shape(_ key: String) throws -> [Int] {
            let shape = try weights.shape(of: key)
            guard shape.count == 4 else { throw Self.unrecognized(weights, key, shape, "four dimensions") }
            return shape
        }
        let first = try shape("conv_first.weight")
        let growth = try shape("body.0.rdb1.conv1.weight")[0]
        let scale: Int
        switch first[1] {
        case 12: scale = 2
        case 3: scale = weights.contains("conv_up3.weight") ? 8 : 4
        default: throw Self.unrecognized(weights, "conv_first.weight", first, "3 or 12 inputs")
        }
        var blocks = 1
        while weights.contains("body.\(blocks).rdb1.conv1.weight") { blocks += 1 }
        try self.init(scale: scale, features: first[0], blocks: blocks, growth: growth)
    }

    private static func unrecognized(_ weights: Weights, _ key: String, _ shape: [Int], _ requirement: String) -> SuperResolutionError {
        .unrecognizedNet(file: weights.path, key: key, shape: shape, requirement: requirement)
    }
}
