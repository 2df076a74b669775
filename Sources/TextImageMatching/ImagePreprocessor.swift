import Images
import Tensors

/// A picture as CLIP's picture tower reads it, in ruCLIP's order of steps.
public struct ImagePreprocessor: Sendable {
    private let side: Int
    /// `[3][256]`: what a sample of each colour becomes.
    private let levels: [Float]

    public init(config: CLIPConfig) {
        side = config.pictureSide
        levels = (0..<3).flatMap { channel in
            (0...UInt8.max).map { (Float($0) / 255 - config.pixelMean[channel]) / config.pixelDeviation[channel] }
        }
    }

    /// The central square of the picture, alpha forgotten, at the model's size, normalised by colour: `[3, side, side]`.
    ///
    /// The square is cut out before it is resized, so pixels outside of it have no part in the result.
    public func callAsFunction(_ image: Image) -> Tensor {
        Tensor(shape: [3, side, side]) { target in
            forEachPatch(of: image, side: side) { _, planes in
                _ = target.initialize(from: UnsafeBufferPointer(start: planes, count: target.count))
            }
        }
    }

    /// Calls `body` with each patch of the same, row by row, as `[3, patch, patch]`. Pixels that do not fill a patch are left out.
    func forEachPatch(of image: Image, side patch: Int, _ body: (_ index: Int, _ planes: UnsafePointer<Float>) -> Void) {
        let pixels = square(of: image).pixels
        let perSide = side / patch
        pixels.withUnsafeBufferPointer { pixels in
            levels.withUnsafeBufferPointer { levels in
                withUnsafeTemporaryAllocation(of: Float.self, capacity: 3 * patch * patch) { planes in
                    for index in 0..<perSide * perSide {
                        let (row, column) = index.quotientAndRemainder(dividingBy: perSide)
                        let first = (row * patch * side + column * patch) * 3
                        for channel in 0..<3 {
                            for y in 0..<patch {
                                let source = first + y * side * 3 + channel
                                let target = (channel * patch + y) * patch
                                for x in 0..<patch {
                                    planes[target + x] = levels[channel << 8 | Int(pixels[source + 3 * x])]
                                }
                            }
                        }
                        body(index, planes.baseAddress!)
                    }
                }
            }
        }
    }

    private func square(of image: Image) -> Image {
        let square = min(image.width, image.height)
        let left = (image.width - square) / 2
        let top = (image.height - square) / 2
        // Alpha goes before the resizing, which would weigh colours by it.
        return image.cropped(to: PixelBox(left: left, top: top, right: left + square, bottom: top + square))
            .droppingAlpha()
            .resized(width: side, height: side, filter: .bilinear)
    }
}
