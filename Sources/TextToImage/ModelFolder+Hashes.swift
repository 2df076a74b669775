import Crypto
import Foundation

extension ModelFolder {
    /// Reads every file and compares its hash with the manifest's.
    ///
    /// - Parameter progress: called after each file with its name.
    public func verify(progress: (String) -> Void = { _ in }) throws(TextToImageError) {
        for (name, record) in manifest.files.sorted(by: { $0.key < $1.key }) {
            let found = try Self.sha256(ofFileAt: path(of: name))
            guard found == record.sha256 else {
                throw .wrongHash(path: path(of: name), expected: record.sha256, found: found)
            }
            progress(name)
        }
    }

    /// What a manifest says of a file.
    static func record(ofFileAt path: String) throws(TextToImageError) -> ModelManifest.FileRecord {
        let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
        return ModelManifest.FileRecord(size: size, sha256: try sha256(ofFileAt: path))
    }

    private static func sha256(ofFileAt path: String) throws(TextToImageError) -> String {
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            var hash = SHA256()
            while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty { hash.update(data: piece) }
            return hash.finalize().map { String(format: "%02x", $0) }.joined()
        } catch {
            throw .unreadableFile(path: path, reason: SystemFault.reason(of: error))
        }
    }
}
