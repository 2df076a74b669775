/// The size of a picture that need not be the square that the model was trained to paint, and how it is come by.
public struct PictureShape: Sendable, Equatable {
    public var extent: Extent
    public var method: Method

    public enum Extent: Sendable, Equatable {
        /// Width / height. The shorter side is the model's.
        case ratio(Double)
        /// Exactly so many pixels; the shorter side must be the model's.
        case pixels(width: Int, height: Int)
    }

    /// How a model that knows squares paints other shapes.
    public enum Method: Sendable, Equatable {
        /// A square that slides over what it has painted, by so many cells at a time; nil: as it looks best.
        case sliding(advance: Int?)
        /// As rudalle-aspect-ratio does. A wide picture is put together of squares that begin with what the one before them shows beyond its
        /// first `window` pixels; nil: half of the square.
        case ruDALLE(window: Int?)

        /// What the command line and the records call it.
        public var name: String {
            switch self {
            case .sliding: "sliding"
            case .ruDALLE: "rudalle"
            }
        }
    }

    /// The longer side is at most so many times the shorter one.
    public static let largestRatio = 8

    public init(_ extent: Extent, method: Method = .sliding(advance: nil)) {
        self.extent = extent
        self.method = method
    }

    /// - Throws: `TextToImageError.badOption`.
    public func validate() throws(TextToImageError) {
        switch extent {
        case .ratio(let ratio):
            guard Self.isReachable(ratio) else {
                throw .badOption(name: "--aspect", value: "\(ratio)", allowed: .aspect(atMost: Self.largestRatio))
            }
        case .pixels(let width, let height):
            guard width > 0, height > 0, Self.isReachable(Double(width) / Double(height)) else {
                throw .badOption(name: "--size", value: "\(width)x\(height)", allowed: .aspect(atMost: Self.largestRatio))
            }
        }
    }

    static func isReachable(_ ratio: Double) -> Bool {
        ratio.isFinite && ratio >= 1 / Double(largestRatio) && ratio <= Double(largestRatio)
    }
}
