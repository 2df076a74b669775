/// How a picture of any size is cut into tiles that a net enlarges one after another. All sizes are in pixels of the small picture.
public struct Tiling: Sendable, Equatable {
    /// The side of a tile, its surroundings not counted.
    public let patch: Int
    /// What a tile reads beyond each of its sides, and what is cut off again.
    public let surroundings: Int
    /// What is put around the whole picture, and is cut off again.
    public let border: Int
    /// The most pixels of an enlarged picture.
    public let maximumOutputPixels: Int

    /// Real-ESRGAN's own sizes, and at most 8192 × 8192 pixels.
    public static let standard = Tiling(unchecked: 192, surroundings: 24, border: 15, maximumOutputPixels: 8192 * 8192)

    private static let patches = 1...1024
    private static let margins = 0...256

    /// - Throws: `SuperResolutionError.invalidConfiguration`.
    public init(
        patch: Int, surroundings: Int, border: Int, maximumOutputPixels: Int = standard.maximumOutputPixels
    ) throws(SuperResolutionError) {
        for (key, value, range) in [
            ("patch", patch, Self.patches), ("surroundings", surroundings, Self.margins), ("border", border, Self.margins),
            ("maximum_output_pixels", maximumOutputPixels, 1...Int.max),
        ] where !range.contains(value) {
            throw .invalidConfiguration(
                key: key, value: "\(value)", requirement: "between \(range.lowerBound) and \(range.upperBound)")
        }
        self.init(unchecked: patch, surroundings: surroundings, border: border, maximumOutputPixels: maximumOutputPixels)
    }

    private init(unchecked patch: Int, surroundings: Int, border: Int, maximumOutputPixels: Int) {
        self.patch = patch
        self.surroundings = surroundings
        self.border = border
        self.maximumOutputPixels = maximumOutputPixels
    }

    /// The side of a tile with its surroundings.
    public var tileSide: Int { patch + 2 * surroundings }

    /// Along one side of a picture: the tiles that any of its pixels lie in, counted from the edge of the border. Tiles that hold nothing but
    /// border are left out.
    package func tiles(alongSide side: Int) -> Range<Int> {
        border / patch..<(border + side - 1) / patch + 1
    }

    /// Along one side of a picture: the pixels of it that the places of a tile show, surroundings included.
    ///
    /// The border mirrors the picture, its outermost pixel included; beyond the border its own outermost pixel is repeated.
    package func sources(ofTile tile: Int, alongSide side: Int) -> [Int] {
        let first = tile * patch - surroundings
        return (first..<first + tileSide).map { place in
            let inside = min(max(place, 0), side + 2 * border - 1) - border
            // Mirroring repeats itself with twice the side: a border may be wider than the picture.
            let period = (inside % (2 * side) + 2 * side) % (2 * side)
            return period < side ? period : 2 * side - 1 - period
        }
    }

    /// Along one side of a picture: the pixels that a tile makes of it.
    package func pixels(ofTile tile: Int, alongSide side: Int) -> Range<Int> {
        (tile * patch - border..<(tile + 1) * patch - border).clamped(to: 0..<side)
    }
}
