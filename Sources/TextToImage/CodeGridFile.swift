import Foundation
import ImageCodec
import Images

/// A grid of codes as a JSON file; see `docs/formats.md`.
public enum CodeGridFile {
    private static let largestFile = 64 << 20

    /// - Throws: `ImageError` for a file that cannot be read, `TextToImageError.badSidecar` for one that holds no grid.
    public static func read(_ path: String) throws -> CodeGrid {
        let bytes = try RegularFile.contents(path: path, maximumByteCount: largestFile)
        do {
            return try JSONDecoder().decode(CodeGrid.self, from: Data(bytes))
        } catch let error as ImageCodecError {
            throw TextToImageError.badSidecar(path: path, reason: error.description.trimmingCharacters(in: ["."]))
        } catch {
            throw TextToImageError.badSidecar(path: path, reason: "it holds no grid of codes")
        }
    }
}
