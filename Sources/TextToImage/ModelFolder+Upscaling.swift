import SuperResolution
import Tensors

extension ModelFolder {
    /// What enlarges pictures `scale` times.
    ///
    /// - Parameter precision: that which the manifest prefers on this processor when nil; integers become bfloat16.
    /// - Throws: `TextToImageError.noUpscaler`; `CheckpointError` or `TextToImageError.unreadWeights` for files that do not hold what the section
    ///   says.
    public func upscaler(scale: Int, precision: Precision? = nil) throws -> Upscaler {
        let sections = manifest.upscalers ?? []
        guard let section = sections.first(where: { $0.config.scale == scale }) else {
            throw TextToImageError.noUpscaler(model: manifest.name, scale: scale, scales: sections.map(\.config.scale).sorted())
        }
        let weights = try weights(section.files) { RRDBNet.keyRules(for: $0) }
        let net = try RRDBNet(weights: weights, config: section.config, precision: precision ?? manifest.preferredPrecision)
        try refuseUnread(weights)
        return try Upscaler(net)
    }
}
