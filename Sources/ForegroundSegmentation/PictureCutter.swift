import Images
import Tensors

/// Cuts objects out of pictures: stickers.
public struct PictureCutter: Sendable {
    /// Which method is used.
    public enum Choice: String, Sendable, CaseIterable, Codable {
        /// The U-Net's mask where the net is sure of it, else the contour.
        case auto
        /// The U-Net's mask.
        case unet
        /// The contour of a plain background.
        case contour
    }

    public let choice: Choice
    private let segmenter: ForegroundSegmenter?
    private let pool: ComputePool

    /// Emojich's bound: a mask of which the net is less sure on average gives way to the contour.
    private static let leastConfidence = 0.99

    /// - Parameter segmenter: the model's, if it has one; must be there for `.unet`.
    public init(_ choice: Choice, segmenter: ForegroundSegmenter?, pool: ComputePool = .shared) {
        precondition(choice != .unet || segmenter != nil, "a U-Net's mask without a U-Net")
        self.choice = choice
        self.segmenter = choice == .contour ? nil : segmenter
        self.pool = pool
    }

    /// What is transparent in the picture already stays so.
    public func cut(_ picture: Image) -> Cutout {
        let opaque = picture.blended(over: .white)
        let cutout = segmented(opaque) ?? contour(opaque)
        guard picture.channels == .rgba else { return cutout }
        return Cutout(
            image: cutout.image.fading(by: picture), method: cutout.method, foregroundShare: cutout.foregroundShare)
    }

    /// Nil where the net is not to be trusted: it is unsure, or sees nothing but foreground or nothing but background.
    private func segmented(_ picture: Image) -> Cutout? {
        guard let mask = segmenter?.mask(of: picture, on: pool) else { return nil }
        let share = mask.foregroundShare
        guard choice == .unet || (mask.confidence > Self.leastConfidence && share > 0 && share < 1) else { return nil }
        let image = picture.withAlpha(mask.alpha(width: picture.width, height: picture.height))
        return Cutout(image: image, method: .unet, foregroundShare: share)
    }

    /// The picture as it is where it stands on no plain background.
    private func contour(_ picture: Image) -> Cutout {
        guard let background = PlainBackground(borderOf: picture) else {
            let opaque = [UInt8](repeating: 255, count: picture.width * picture.height)
            return Cutout(image: picture.withAlpha(opaque), method: .contour, foregroundShare: 1)
        }
        let matte = ContourMatte(picture, background: background)
        return Cutout(image: matte.image, method: .contour, foregroundShare: matte.foregroundShare)
    }
}

extension Image {
    /// As opaque as this picture where the other one is opaque, and as much less as the other one is less.
    fileprivate func fading(by other: Image) -> Image {
        withAlpha(stride(from: 3, to: pixels.count, by: 4).map { UInt8((Int(pixels[$0]) * Int(other.pixels[$0]) + 127) / 255) })
    }
}
