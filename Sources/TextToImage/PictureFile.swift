import Crypto
import Foundation
import Images

/// A picture from a file, and how a record names it.
public struct PictureFile: Sendable, Equatable {
    public let image: Image
    public let source: ImagePrompt.Source

    /// - Throws: `ImageError`.
    public init(path: String) throws(ImageError) {
        let limits = PNGLimits.standard
        let bytes = try RegularFile.contents(path: path, maximumByteCount: limits.maximumFileBytes)
        image = try PNGReader.read(bytes: bytes, name: path, limits: limits).image
        source = ImagePrompt.Source(
            file: URL(filePath: path).lastPathComponent, sha256: SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined())
    }
}
