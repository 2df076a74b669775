import Images

/// A picture on a plain ground, cut out along the ground's contour.
///
/// The pixels next to the ground are a mixture of it and the object where the picture is soft or smoothed. Such a pixel becomes as opaque as
/// the object has a part in it, and takes the object's colour, so that no seam of the old ground is left on a new one.
struct ContourMatte {
    /// RGBA.
    let image: Image
    let foregroundShare: Double

    /// Rings of pixels that may be mixtures: one for so many pixels of the picture's smaller side, within bounds.
    private static let pixelsOfRing = 64
    private static let rings = 2...8
    /// How far from the line between ground and object, in each channel, the colour of a mixture may be.
    private static let mixtureTolerance = Float(2 * PlainBackground.tolerance)
    /// What is as near to the ground's own colour as this is a mixture in any case: painted edges are not clean.
    private static let groundTolerance = Float(4 * PlainBackground.tolerance)

    /// - Parameter picture: RGB.
    init(_ picture: Image, background: PlainBackground) {
        let rings = min(max(min(picture.width, picture.height) / Self.pixelsOfRing, Self.rings.lowerBound), Self.rings.upperBound)
        let depths = PixelDepths(picture, background: background, deepest: UInt8(rings + 1))
        let ground = background.color.vector
        var samples: [UInt8] = []
        samples.reserveCapacity(depths.depths.count * 4)
        for (pixel, depth) in depths.depths.enumerated() {
            let color = picture.color(ofPixel: pixel).vector
            var opacity: Float = depth == 0 ? 0 : 1
            var own = color
            if depth > 0, depth < depths.deepest {
                let object = Self.objectColor(near: pixel, of: picture, depths: depths, reach: rings + 1)
                opacity = Self.part(of: object, in: color, on: ground)
                // Too little of it is left to tell its colour from.
                own = opacity > 0.1 ? ground + (color - ground) / opacity : object
            }
            for channel in 0..<3 { samples.append(UInt8(min(max(own[channel], 0), 255) + 0.5)) }
            samples.append(UInt8(opacity * 255 + 0.5))
        }
        image = Image(width: picture.width, height: picture.height, channels: .rgba, pixels: samples)
        foregroundShare = depths.foregroundShare
    }

    /// The mean colour of the deepest pixels within reach, which the ground has no part in.
    private static func objectColor(near pixel: Int, of picture: Image, depths: PixelDepths, reach: Int) -> SIMD3<Float> {
        let (x, y) = (pixel % picture.width, pixel / picture.width)
        var (sum, count, depth) = (SIMD3<Float>(), Float(0), UInt8(0))
        for row in max(y - reach, 0)...min(y + reach, picture.height - 1) {
            for column in max(x - reach, 0)...min(x + reach, picture.width - 1) {
                let other = row * picture.width + column
                guard depths.depths[other] >= depth, depths.depths[other] > 0 else { continue }
                if depths.depths[other] > depth { (sum, count, depth) = (SIMD3(), 0, depths.depths[other]) }
                sum += picture.color(ofPixel: other).vector
                count += 1
            }
        }
        return sum / count
    }

    /// How much of the object is in a colour, 0…1: all where the colour is no mixture of object and ground.
    private static func part(of object: SIMD3<Float>, in color: SIMD3<Float>, on ground: SIMD3<Float>) -> Float {
        let direction = object - ground
        let length = (direction * direction).sum()
        guard length > 0 else { return 1 }
        let part = min(max(((color - ground) * direction).sum() / length, 0), 1)
        let isMixture =
            (color - ground - part * direction).largestMagnitude <= mixtureTolerance
            || (color - ground).largestMagnitude <= groundTolerance
        return isMixture ? part : 1
    }
}

extension SIMD3<Float> {
    fileprivate var largestMagnitude: Float { Swift.max(abs(x), abs(y), abs(z)) }
}

extension RGBColor {
    fileprivate var vector: SIMD3<Float> { SIMD3(Float(red), Float(green), Float(blue)) }
}
