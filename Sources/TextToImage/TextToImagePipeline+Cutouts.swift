import ForegroundSegmentation

extension TextToImagePipeline {
    /// What cuts pictures out. Its net, where there is one, is read from the model's folder with each call, as an upscaler is.
    ///
    /// - Throws: `TextToImageError.noSegmentation`, or what is wrong with the model's files.
    public func cutter(_ choice: PictureCutter.Choice) throws -> PictureCutter { try folder.cutter(choice, on: pool) }
}
