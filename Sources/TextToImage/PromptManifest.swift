import Foundation
import Images

/// What was made of a file of prompts: `manifest.jsonl` in the folder of the pictures, a line for each prompt whose files all stand.
///
/// A line is appended at once and only after the files. While they are being written, a note beside the manifest says which: whoever goes on
/// after a kill knows that they are no stranger's and may be replaced.
final class PromptManifest {
    static let name = "manifest.jsonl"
    private static let noteName = ".lubok-unfinished"
    private static let largestFile = 1 << 30

    private let folder: String
    private var path: String { folder + "/" + Self.name }
    private var notePath: String { folder + "/" + Self.noteName }
    /// By prompt, what the manifest says was made and nobody has asked for yet.
    private var made: [String: [PromptResult]] = [:]
    /// What a killed run was writing, until somebody asks for it.
    private var unfinished: PromptResult?

    /// - Parameter anew: whether what a manifest that is there says does not count.
    /// - Throws: `TextToImageError.badLine` for a manifest that is none, `ImageError` for one that cannot be read or written.
    init(folder: String, anew: Bool) throws {
        self.folder = folder
        let note = try? RegularFile.contents(path: folder + "/" + Self.noteName, maximumByteCount: Self.largestFile)
        unfinished = note.flatMap { try? JSONDecoder().decode(PromptResult.self, from: Data($0)) }
        guard FileManager.default.fileExists(atPath: path) else { return }
        if anew {
            try RegularFile.write([], to: path, overwriting: true)
        } else {
            try readLines()
        }
        // The kill came between the line and the end of the note.
        if let note = unfinished, made[note.prompt]?.contains(where: note.isSame) == true {
            unfinished = nil
            unlink(notePath)
        }
    }

    private func readLines() throws {
        let bytes = try RegularFile.contents(path: path, maximumByteCount: Self.largestFile)
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // A line without its end was being written when the program was killed.
        if let torn = lines.popLast(), !torn.isEmpty {
            try RegularFile.write(Array(bytes.dropLast(torn.count)), to: path, overwriting: true)
        }
        var identities = Set<[String]>()
        for (index, line) in lines.enumerated() {
            guard let result = try? JSONDecoder().decode(PromptResult.self, from: Data(line)) else {
                throw TextToImageError.badLine(path: path, line: index + 1, reason: "it says nothing of a prompt that was painted")
            }
            // What was painted again, because a file of it was missing, has two lines and is one result.
            if identities.insert(result.identity).inserted { made[result.prompt, default: []].append(result) }
        }
    }

    /// What an earlier run made of a prompt, or had begun to write. Each result stands for one line only.
    ///
    /// - Parameter wanted: what the result would be with a seed.
    /// - Returns: the result and whether its files are all there.
    func takeEarlier(
        _ prompt: String, seed: UInt64?, wanted: (UInt64) throws -> PromptResult
    ) throws -> (result: PromptResult, isWhole: Bool)? {
        func isWanted(_ result: PromptResult) throws -> Bool {
            try (seed == nil || result.seed == seed) && wanted(result.seed).isSame(as: result)
        }
        let index = try made[prompt]?.firstIndex(where: isWanted)
        if let result = index.flatMap({ made[prompt]?.remove(at: $0) }) {
            return (result, result.files.allSatisfy(exists))
        }
        guard let result = unfinished, result.prompt == prompt, try isWanted(result) else { return nil }
        unfinished = nil
        return (result, false)
    }

    /// Notes a result, lets its files be written, and adds it.
    ///
    /// - Parameter write: leaves no file behind where it throws.
    /// - Throws: what `write` throws, and `ImageError`; then the manifest does not name the result.
    func add<R>(_ result: PromptResult, write: () throws -> R) throws -> R {
        try RegularFile.write(Array(result.json), to: notePath, overwriting: true)
        let written: R
        do {
            written = try write()
        } catch {
            unlink(notePath)
            throw error
        }
        try RegularFile.append(Array(result.json) + [UInt8(ascii: "\n")], to: path)
        unlink(notePath)
        return written
    }

    private func exists(_ name: String) -> Bool {
        !name.contains("/") && FileManager.default.fileExists(atPath: folder + "/" + name)
    }
}
