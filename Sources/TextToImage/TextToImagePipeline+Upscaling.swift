import Images
import SuperResolution

extension TextToImagePipeline {
    /// What enlarges pictures `scale` times. It is read from the model's folder with each call, so that a pipeline that never enlarges holds
    /// no weights for it.
    ///
    /// - Throws: `TextToImageError.noUpscaler`, or what is wrong with the model's files.
    public func upscaler(scale: Int) throws -> Upscaler { try folder.upscaler(scale: scale, precision: precision) }

    /// A picture `scale` times as wide and high; alpha is dropped. Several are enlarged sooner by one `upscaler(scale:)`.
    ///
    /// - Throws: `TextToImageError.noUpscaler`, `SuperResolutionError.outputTooLarge`, or what is wrong with the model's files.
    public func upscale(_ picture: Image, scale: Int) throws -> Image { try upscaler(scale: scale)(picture, on: pool) }
}
