import ForegroundSegmentation
import Images
import SuperResolution
import Tensors

/// What becomes of the pictures that are kept, after they were ranked and before they are written.
public struct PictureFinish: Sendable {
    /// Enlarges them; nil where they stay as they were painted.
    public var upscaler: Upscaler?
    /// Makes a cut-out of each, beside it; nil for none.
    public var cutter: PictureCutter?
    private let pool: ComputePool

    public init(upscaler: Upscaler? = nil, cutter: PictureCutter? = nil, on pool: ComputePool = .shared) {
        self.upscaler = upscaler
        self.cutter = cutter
        self.pool = pool
    }

    /// Refuses pictures of a size, in pixels, that cannot be finished.
    ///
    /// - Throws: `SuperResolutionError.outputTooLarge`.
    public func check(width: Int, height: Int) throws(SuperResolutionError) {
        try upscaler?.check(width: width, height: height)
    }

    /// Says in a record what was asked for; what came of it stands with each picture.
    func describe(in record: inout GenerationRecord) {
        record.upscale = upscaler?.scale
        record.cutout = cutter?.choice
    }

    /// - Parameter progress: called with how much of the picture is done, and of how much; what it throws ends the call.
    /// - Throws: `SuperResolutionError.outputTooLarge`.
    func callAsFunction(_ picture: RankedImage, progress: (_ done: Int, _ total: Int) throws -> Void) throws -> RankedImage {
        guard let upscaler else { return picture }
        return picture.showing(try upscaler(picture.image, on: pool, progress: progress))
    }
}
