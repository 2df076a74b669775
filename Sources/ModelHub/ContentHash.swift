import Crypto
import Foundation

/// The hash that names a file on the hub.
enum ContentHash {
    private static let pieceByteCount = 1 << 20
    private static let gitDigitCount = 40

    /// Whether a text is a hash of a form that files can be compared with: 64 hexadecimal digits of SHA-256, or 40 of git's hash of a blob.
    static func isKnown(_ text: String) -> Bool {
        [64, gitDigitCount].contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0) }
    }

    /// The hash of a file in the form of `expected`, in lower case.
    ///
    /// - Parameters:
    ///   - expected: a hash of a known form.
    ///   - progress: called at times; what it throws ends the reading.
    static func ofFile(at path: String, like expected: String, progress: () throws -> Void) throws -> String {
        guard expected.utf8.count == gitDigitCount else { return try hash(path, SHA256(), progress) }
        let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
        var hash = Insecure.SHA1()
        hash.update(data: Data("blob \(size)\0".utf8))
        return try self.hash(path, hash, progress)
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
