import Images

/// The colour of a picture's border, where most of the border has one.
///
/// Emojich's own method takes what is nearly white, at most 15 of 255 away in each channel, for background. That is the case of a white border
/// here; pictures on any other plain ground are treated alike.
struct PlainBackground: Equatable {
    let color: RGBColor

    /// How far from the colour, in each channel, a pixel may be.
    static let tolerance = 15
    /// The part of the border that has to have the colour.
    private static let leastShare = 0.5
    /// Pixels of the border that are looked at: each is compared with all others.
    private static let mostSamples = 1024

    init(color: RGBColor) {
        self.color = color
    }

    /// The mean of the colours around the one that has most others near it; nil where those are not most of the border.
    init?(borderOf picture: Image) {
        let border = Self.border(of: picture)
        var members: [Int] = []
        for candidate in border {
            let near = border.indices.filter { border[$0].isNear(candidate) }
            if near.count > members.count { members = near }
        }
        guard Double(members.count) >= Self.leastShare * Double(border.count) else { return nil }
        func mean(_ channel: KeyPath<RGBColor, UInt8>) -> UInt8 {
            UInt8((members.reduce(0) { $0 + Int(border[$1][keyPath: channel]) } + members.count / 2) / members.count)
        }
        color = RGBColor(red: mean(\.red), green: mean(\.green), blue: mean(\.blue))
    }

    func contains(_ color: RGBColor) -> Bool { self.color.isNear(color) }

    /// Colours of the border, evenly spread, clockwise from the upper left.
    private static func border(of picture: Image) -> [RGBColor] {
        let (right, bottom) = (picture.width - 1, picture.height - 1)
        let isLine = right == 0 || bottom == 0
        let length = isLine ? picture.width * picture.height : 2 * (right + bottom)
        let count = min(length, mostSamples)
        return (0..<count).map { index in
            let place = index * length / count
            if isLine { return picture.color(ofPixel: place) }
            if place < right { return picture.color(x: place, y: 0) }
            if place < right + bottom { return picture.color(x: right, y: place - right) }
            if place < 2 * right + bottom { return picture.color(x: 2 * right + bottom - place, y: bottom) }
            return picture.color(x: 0, y: length - place)
        }
    }
}

extension RGBColor {
    fileprivate func isNear(_ other: RGBColor) -> Bool {
        func near(_ a: UInt8, _ b: UInt8) -> Bool { abs(Int(a) - Int(b)) <= PlainBackground.tolerance }
        return near(red, other.red) && near(green, other.green) && near(blue, other.blue)
    }
}

extension Image {
    func color(x: Int, y: Int) -> RGBColor { color(ofPixel: y * width + x) }

    /// - Parameter index: of a pixel, row by row.
    func color(ofPixel index: Int) -> RGBColor {
        let first = index * channelCount
        return RGBColor(red: pixels[first], green: pixels[first + 1], blue: pixels[first + 2])
    }
}
