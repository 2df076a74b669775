import Foundation

/// A model folder in the making: it stands beside its place under a name with a leading dot until it is complete, and is gone when that never
/// comes.
final class ModelFolderDraft {
    /// Where the folder will be.
    let destination: String
    private let beside: String

    /// - Throws: `TextToImageError.folderExists`, `.cannotWrite`.
    init(_ destination: String) throws(TextToImageError) {
        let destination = try Self.vacant(destination)
        self.destination = destination
        // All but the last component, with its stroke.
        let parent = destination.utf8.lastIndex(of: UInt8(ascii: "/")).map { Substring(destination.utf8[...$0]) } ?? ""
        beside = "\(parent).\(UInt64.random(in: 0 ... .max)).partial"
        do {
            try FileManager.default.createDirectory(atPath: beside, withIntermediateDirectories: true)
        } catch {
            throw .cannotWrite(path: destination, reason: SystemFault.reason(of: error))
        }
    }

    /// A path without strokes at its end, where nothing stands and a folder can be made.
    static func vacant(_ path: String) throws(TextToImageError) -> String {
        guard let last = path.utf8.lastIndex(where: { $0 != UInt8(ascii: "/") }) else {
            throw path.isEmpty ? .cannotWrite(path: path, reason: SystemFault.reason(of: ENOENT)) : .folderExists(path: path)
        }
        let plain = String(Substring(path.utf8[...last]))
        guard !FileManager.default.fileExists(atPath: plain) else { throw .folderExists(path: plain) }
        return plain
    }

    deinit { try? FileManager.default.removeItem(atPath: beside) }

    /// Where a file of the folder is to be written.
    func path(of name: String) -> String { beside + "/" + name }

    /// Copies a file into the folder.
    func copy(_ source: String, to name: String) throws(TextToImageError) {
        do {
            // Of a link, what it points at.
            try FileManager.default.copyItem(
                atPath: URL(fileURLWithPath: source).resolvingSymlinksInPath().path, toPath: path(of: name))
        } catch {
            throw .cannotWrite(path: destination, reason: SystemFault.reason(of: error))
        }
    }

    /// Lists the files in the manifest, writes it, and gives the folder its name.
    ///
    /// - Parameters:
    ///   - manifest: files that it lists already keep what it says of them.
    ///   - check: called with the whole folder before it has its name.
    func finish(_ manifest: ModelManifest, check: (ModelFolder) throws -> Void = { _ in }) throws {
        var manifest = manifest
        do {
            for name in try FileManager.default.contentsOfDirectory(atPath: beside) where manifest.files[name] == nil {
                manifest.files[name] = try ModelFolder.record(ofFileAt: path(of: name))
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try encoder.encode(manifest).write(to: URL(fileURLWithPath: path(of: ModelFolder.manifestName)))
        } catch let error as TextToImageError {
            throw error
        } catch {
            throw TextToImageError.cannotWrite(path: destination, reason: SystemFault.reason(of: error))
        }
        try check(ModelFolder(path: beside))
        do {
            try FileManager.default.moveItem(atPath: beside, toPath: destination)
        } catch {
            throw TextToImageError.cannotWrite(path: destination, reason: SystemFault.reason(of: error))
        }
    }
}
