import Foundation
import Images

/// A file of prompts: one on each line, or, where the first line begins with a brace, an object on each line; see `docs/formats.md`.
public enum PromptFile {
    /// Bytes.
    public static let largestFile = 64 << 20

    /// - Throws: `ImageError` for a file that cannot be read, else as `entries`.
    public static func read(_ path: String) throws -> [PromptEntry] {
        try entries(of: RegularFile.contents(path: path, maximumByteCount: largestFile), named: path)
    }

    /// The lines of a file that is in memory, empty ones included, but for those at its end and between objects.
    ///
    /// - Parameter name: what errors call the file.
    /// - Throws: `TextToImageError.badLine`, `.unknownKey`. Whether a prompt can be painted shows when it is its turn.
    public static func entries(of bytes: [UInt8], named name: String) throws(TextToImageError) -> [PromptEntry] {
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        var lines = bytes.dropFirst(bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0)
            .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
        while let last = lines.last, last.allSatisfy(isBlank) { lines.removeLast() }
        let first = lines.first { !$0.allSatisfy(isBlank) }
        guard let first else { throw .badLine(path: name, line: 1, reason: "it holds no prompt") }
        let holdsObjects = first.first { !isBlank($0) } == UInt8(ascii: "{")

        var entries = [PromptEntry]()
        for (index, line) in lines.enumerated() {
            guard let text = String(validating: line, as: UTF8.self) else {
                throw .badLine(path: name, line: index + 1, reason: "it is not UTF-8")
            }
            if !holdsObjects {
                entries.append(PromptEntry(line: index + 1, prompt: text))
            } else if !line.allSatisfy(isBlank) {
                entries.append(try PromptEntry(json: line, line: index + 1, file: name))
            }
        }
        return entries
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
