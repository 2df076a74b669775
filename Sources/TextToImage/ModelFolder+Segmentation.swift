import ForegroundSegmentation
import Tensors

extension ModelFolder {
    /// What tells foreground from background; nil where the model has nothing that does.
    ///
    /// - Throws: `CheckpointError` or `TextToImageError` for files that do not hold what the section says.
    public func segmenter() throws -> ForegroundSegmenter? {
        guard let section = manifest.segmentation else { return nil }
        let weights = try weights(section.files) { _ in UNet.keyRules }
        let segmenter = try ForegroundSegmenter(weights: weights, config: section.config)
        try refuseUnread(weights)
        return segmenter
    }

    /// What cuts pictures out with this model.
    ///
    /// - Throws: `TextToImageError.noSegmentation` where a net is asked for and there is none, or as `segmenter()`.
    public func cutter(_ choice: PictureCutter.Choice, on pool: ComputePool = .shared) throws -> PictureCutter {
        let segmenter = choice == .contour ? nil : try segmenter()
        guard choice != .unet || segmenter != nil else { throw TextToImageError.noSegmentation(model: manifest.name) }
        return PictureCutter(choice, segmenter: segmenter, pool: pool)
    }
}
