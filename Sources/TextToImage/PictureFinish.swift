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

    /// - Parameter progress: called with how much of the work is done, and of how much; what it throws ends the call.
    /// - Throws: `SuperResolutionError.outputTooLarge`.
    func callAsFunction(_ pictures: [RankedImage], progress: (_ done: Int, _ total: Int) throws -> Void) throws -> [RankedImage] {
        guard let upscaler else { return pictures }
        return try pictures.enumerated().map { index, picture in
            picture.showing(
                try upscaler(picture.image, on: pool) { done, total in
                    try progress(index * total + done, pictures.count * total)
                })
        }
    }
}
