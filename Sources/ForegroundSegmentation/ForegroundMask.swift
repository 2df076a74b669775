import Images

/// How likely each pixel is foreground.
public struct ForegroundMask: Sendable, Equatable {
    public let width: Int
    public let height: Int
    /// `[height, width]` in 0…1, as far as the net gave numbers.
    public let probabilities: [Float]

    public init(width: Int, height: Int, probabilities: [Float]) {
        precondition(probabilities.count == width * height, "\(probabilities.count) pixels for \(width) × \(height)")
        self.width = width
        self.height = height
        self.probabilities = probabilities
    }

    /// Emojich's measure of how sure the net is: the mean over all pixels of the likelier class's probability, 0.5…1. Not a number where
    /// the net gave none.
    public var confidence: Double {
        probabilities.reduce(0) { $0 + Double($1 > 0.5 ? $1 : 1 - $1) } / Double(probabilities.count)
    }

    /// The share of the pixels that are foreground rather than background.
    public var foregroundShare: Double {
        Double(probabilities.count { $0 > 0.5 }) / Double(probabilities.count)
    }

    /// The opacity of each pixel of a picture of another size. Emojich's is all or nothing; here what is nearly even, which is an edge where
    /// the net is sure, becomes a transition around the same line.
    func alpha(width: Int, height: Int) -> [UInt8] {
        let samples = probabilities.flatMap { probability in
            let opacity = 2 * probability - 0.5
            // No number is no foreground.
            return repeatElement(opacity > 0 ? UInt8(min(opacity, 1) * 255 + 0.5) : 0, count: 3)
        }
        let mask = Image(width: self.width, height: self.height, pixels: samples).resized(width: width, height: height, filter: .bilinear)
        return stride(from: 0, to: mask.pixels.count, by: 3).map { mask.pixels[$0] }
    }
}
