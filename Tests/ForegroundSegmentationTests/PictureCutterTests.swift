import ForegroundSegmentation
import Images
import Testing

@Suite("Cutting along a contour") struct PictureCutterTests {
    private static let grounds = [
        RGBColor.white, .black, RGBColor(red: 32, green: 65, blue: 193), RGBColor(red: 248, green: 135, blue: 26),
    ]
    private static let red = RGBColor(red: 210, green: 40, blue: 30)

    private let cutter = PictureCutter(.contour, segmenter: nil)

    /// A picture whose pixels follow from their place.
    private func picture(_ width: Int, _ height: Int, _ color: (_ x: Int, _ y: Int) -> RGBColor) -> Image {
        var samples: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                let color = color(x, y)
                samples += [color.red, color.green, color.blue]
            }
        }
        return Image(width: width, height: height, pixels: samples)
    }

    private func mixture(_ part: Double, of color: RGBColor, on ground: RGBColor) -> RGBColor {
        func mixed(_ a: UInt8, _ b: UInt8) -> UInt8 { UInt8((Double(a) * part + Double(b) * (1 - part)).rounded()) }
        return RGBColor(
            red: mixed(color.red, ground.red), green: mixed(color.green, ground.green), blue: mixed(color.blue, ground.blue))
    }

    /// How much of a pixel a disc covers.
    private func disc(_ x: Int, _ y: Int, center: Double, radius: Double) -> Double {
        var inside = 0
        for (dx, dy) in (0..<4).flatMap({ row in (0..<4).map { (row, $0) } }) {
            let (u, v) = (Double(x) + (Double(dx) + 0.5) / 4 - center, Double(y) + (Double(dy) + 0.5) / 4 - center)
            if u * u + v * v < radius * radius { inside += 1 }
        }
        return Double(inside) / 16
    }

    private func alpha(_ image: Image, _ x: Int, _ y: Int) -> UInt8 { image.pixels[(y * image.width + x) * 4 + 3] }

    /// An object with smoothed edges comes out as it was painted: opaque where it covered a pixel, as opaque as it covered one at its edge,
    /// and of its own colour there. So it looks on any new ground as if it had been painted on it.
    @Test(arguments: grounds) func anObjectIsCutOutWithItsEdge(ground: RGBColor) {
        let painted = picture(61, 64) { mixture(disc($0, $1, center: 31, radius: 20), of: Self.red, on: ground) }
        let cutout = cutter.cut(painted)
        // What a pixel may be covered by and still be taken for ground, and a little for rounding.
        let contrast = zip([ground.red, ground.green, ground.blue], [210, 40, 30]).map { abs(Double($0) - $1) }.max() ?? 0
        let faint = 15 / contrast + 0.03
        #expect(cutout.method == .contour && cutout.image.channels == .rgba)
        #expect(abs(cutout.foregroundShare - .pi * 400 / (61 * 64)) < 0.03)
        for y in 0..<64 {
            for x in 0..<61 {
                let covered = disc(x, y, center: 31, radius: 20)
                #expect(abs(Double(alpha(cutout.image, x, y)) / 255 - covered) < faint, "\(x), \(y)")
            }
        }
        let green = RGBColor(red: 20, green: 200, blue: 60)
        let expected = picture(61, 64) { mixture(disc($0, $1, center: 31, radius: 20), of: Self.red, on: green) }
        let worst = zip(cutout.image.blended(over: green).pixels, expected.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 255
        #expect(Double(worst) < 190 * faint)
    }

    @Test func noiseOfTheGroundAndItsCornersGoes() {
        let ground = RGBColor(red: 30, green: 130, blue: 60)
        let painted = picture(64, 64) { x, y in
            if (x < 2 && y < 1) || (x, y) == (63, 63) { return .black }
            if disc(x, y, center: 32, radius: 15) > 0.5 { return Self.red }
            let noise = UInt8((x * 7 + y * 13) % 11)
            return RGBColor(red: ground.red + noise, green: ground.green - noise, blue: ground.blue + noise)
        }
        let cutout = cutter.cut(painted).image
        #expect(alpha(cutout, 0, 0) == 0 && alpha(cutout, 63, 63) == 0 && alpha(cutout, 3, 40) == 0)
        #expect(alpha(cutout, 32, 32) == 255)
    }

    /// Teeth and the whites of eyes are not ground, though they have its colour.
    @Test func enclosedRegionsStay() {
        let painted = picture(64, 64) { x, y in
            let inside = disc(x, y, center: 32, radius: 24) > 0.5 && disc(x, y, center: 32, radius: 8) < 0.5
            return inside ? Self.red : .white
        }
        let cutout = cutter.cut(painted).image
        #expect(alpha(cutout, 32, 32) == 255 && alpha(cutout, 32, 12) == 255 && alpha(cutout, 2, 2) == 0)
    }

    /// A colour that is no mixture of ground and object is the object's own, however near the edge.
    @Test func aPaleOutlineStays() {
        let pale = RGBColor(red: 250, green: 230, blue: 120)
        let painted = picture(64, 64) { x, y in
            if disc(x, y, center: 32, radius: 20) > 0.5 { return Self.red }
            return disc(x, y, center: 32, radius: 22) > 0.5 ? pale : .white
        }
        let cutout = cutter.cut(painted).image
        #expect(alpha(cutout, 32, 11) == 255)
        #expect(Array(cutout.pixels[(11 * 64 + 32) * 4..<(11 * 64 + 32) * 4 + 3]) == [250, 230, 120])
    }

    @Test(arguments: [(1, 1), (1, 50), (50, 1), (2, 3), (33, 17)]) func aPictureOfNothingButGroundIsTransparent(width: Int, height: Int) {
        for ground in Self.grounds {
            let cutout = cutter.cut(Image(width: width, height: height, filledWith: ground))
            #expect(cutout.foregroundShare == 0)
            #expect(cutout.image == Image(width: width, height: height, filledWith: ground).withAlpha(.init(repeating: 0, count: width * height)))
        }
    }

    @Test func aPictureWithoutAPlainGroundStaysWhole() {
        let painted = picture(40, 30) { RGBColor(red: UInt8($0 * 6), green: UInt8($1 * 8), blue: UInt8(($0 * 37 + $1 * 91) % 256)) }
        let cutout = cutter.cut(painted)
        #expect(cutout.foregroundShare == 1)
        #expect(cutout.image == painted.withAlpha(.init(repeating: 255, count: 1200)))
    }

    @Test func whatWasTransparentStaysSo() {
        let painted = picture(64, 64) { disc($0, $1, center: 32, radius: 20) > 0.5 ? Self.red : .black }
        var alphas = [UInt8](repeating: 255, count: 64 * 64)
        for y in 0..<64 {
            for x in 0..<64 where disc(x, y, center: 32, radius: 20) <= 0.5 { alphas[y * 64 + x] = 0 }
            alphas[y * 64 + 32] = 100
        }
        let cutout = cutter.cut(painted.withAlpha(alphas)).image
        #expect(alpha(cutout, 2, 2) == 0 && alpha(cutout, 20, 32) == 255 && alpha(cutout, 32, 32) == 100)
    }

    /// Without a net there is nothing to be unsure of.
    @Test func autoWithoutANetIsTheContour() {
        let painted = picture(32, 32) { disc($0, $1, center: 16, radius: 9) > 0.5 ? Self.red : .white }
        #expect(PictureCutter(.auto, segmenter: nil).cut(painted) == cutter.cut(painted))
    }
}
