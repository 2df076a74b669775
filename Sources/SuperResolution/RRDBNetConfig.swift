/// The shape of an RRDBNet.
///
/// Every value of this type is one that a net can have: reading and making one throw otherwise.
public struct RRDBNetConfig: Sendable, Equatable, Codable {
    /// How many times as wide and high pictures become: 2, 4 or 8.
    public let scale: Int
    /// Channels between the blocks.
    public let features: Int
    /// Residual-in-residual dense blocks.
    public let blocks: Int
    /// Channels that each convolution of a dense block adds.
    public let growth: Int

    /// The names of the values in `model.json`.
    enum CodingKeys: String, CodingKey {
        case scale, features, blocks, growth
    }

    /// The scales that there are nets for.
    public static let scales = [2, 4, 8]

    /// - Throws: `SuperResolutionError.invalidConfiguration`.
    public init(scale: Int, features: Int, blocks: Int, growth: Int) throws(SuperResolutionError) {
        guard Self.scales.contains(scale) else {
            throw .invalidConfiguration(key: CodingKeys.scale.stringValue, value: "\(scale)", requirement: "2, 4 or 8")
        }
        for (key, value) in [(CodingKeys.features, features), (.blocks, blocks), (.growth, growth)] where !Self.sizes.contains(value) {
            throw .invalidConfiguration(
                key: key.stringValue, value: "\(value)", requirement: "between \(Self.sizes.lowerBound) and \(Self.sizes.upperBound)")
        }
        self.init(unchecked: scale, features: features, blocks: blocks, growth: growth)
    }

    private init(unchecked scale: Int, features: Int, blocks: Int, growth: Int) {
        self.scale = scale
        self.features = features
        self.blocks = blocks
        self.growth = growth
    }

    /// Far above every published net, and so small that a product of sizes is still an integer.
    private static let sizes = 1...1024

    /// The sizes of Real-ESRGAN's released nets.
    ///
    /// - Parameter scale: 2, 4 or 8.
    public static func released(scale: Int) -> RRDBNetConfig {
        precondition(scales.contains(scale), "a scale of \(scale)")
        return RRDBNetConfig(unchecked: scale, features: 64, blocks: 23, growth: 32)
    }
}

extension RRDBNetConfig {
    /// The side of the square of pixels that becomes one place of the net.
    public var unshuffling: Int { scale == 2 ? 2 : 1 }

    /// Channels that the first convolution reads.
    public var inputChannels: Int { 3 * unshuffling * unshuffling }

    /// How often the sides double between the blocks and the picture.
    public var doublings: Int { (scale * unshuffling).trailingZeroBitCount }

    /// Dense blocks of a residual-in-residual block.
    static let denseBlocks = 3
    /// Convolutions of a dense block.
    static let denseConvolutions = 5
}
