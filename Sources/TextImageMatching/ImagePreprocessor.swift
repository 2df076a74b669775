import Images
import Tensors

/// A picture as CLIP's picture tower reads it, in ruCLIP's order of steps.
public struct ImagePreprocessor: Sendable {
    private let side: Int
    private let mean: [Float]
    private let deviation: [Float]

    public init(config: CLIPConfig) {
        side = config.pictureSide
        mean = config.pixelMean
        deviation = config.pixelDeviation
    }

    /// The central square of the picture, alpha forgotten, at the model's size, normalised by colour: `[3, side, side]`.
    ///
    /// The square is cut out before it is resized, so pixels outside of it have no part in the result.
    public func callAsFunction(_ image: Image) -> Tensor {
        let square = min(image.width, image.height)
        let left = (image.width - square) / 2
        let top = (image.height - square) / 2
        // Alpha goes before the resizing, which would weigh colours by it.
        var planes = image.cropped(to: PixelBox(left: left, top: top, right: left + square, bottom: top + square))
            .droppingAlpha()
            .resized(width: side, height: side, filter: .bilinear)
            .planes
        let area = side * side
        planes.withUnsafeMutableBufferPointer { values in
            for channel in 0..<3 {
                for index in channel * area..<(channel + 1) * area {
                    values[index] = (values[index] - mean[channel]) / deviation[channel]
                }
            }
        }
        return planes
    }
}
