import Crypto
import Foundation

/// The hash that names a file on the hub.
enum ContentHash {
    private static let pieceByteCount = 1 << 20

    /// The hash of a file in the form of `expected`: SHA-256 for 64 digits, git's hash of a blob for 40; nil for any other form, of which
    /// nothing can be checked.
    ///
    /// - Parameter progress: called at times; what it throws ends the reading.
    static func ofFile(at path: String, like expected: String, progress: () throws -> Void) throws -> String? {
        switch expected.count {
        case 64:
            return try hash(path, SHA256(), progress)
        case 40:
            let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
            var hash = Insecure.SHA1()
            hash.update(data: Data("blob \(size)\0".utf8))
            return try self.hash(path, hash, progress)
        default:
            return nil
        }
    }

    private static func hash(_ path: String, _ function: some HashFunction, _ progress: () throws -> Void) throws -> String {
        var function = function
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        while let piece = try file.read(upToCount: pieceByteCount), !piece.isEmpty {
            function.update(data: piece)
            try progress()
        }
        return function.finalize().map { String(format: "%02x", $0) }.joined()
    }
}
