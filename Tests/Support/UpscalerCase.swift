import Foundation

/// A fixture of the kind `realesrgan`: a net, a picture, and what it became in large tiles and in small ones.
public struct UpscalerCase: Decodable, Sendable {
    public let scale: Int
    public let numFeat: Int
    public let numBlock: Int
    public let numGrowCh: Int
    public let checkpoint: String
    public let pixelAtol: Float
}

extension GoldenCase {
    /// The fixtures of the kind `realesrgan`, the first of each scale.
    public static func upscalers() throws -> [GoldenCase] {
        var scales = Set<Int>()
        return try all(kind: "realesrgan").filter { try scales.insert($0.decoded(as: UpscalerCase.self).scale).inserted }
    }
}
