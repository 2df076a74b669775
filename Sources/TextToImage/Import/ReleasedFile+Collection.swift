import Checkpoints
import Foundation
import ImageCodec
import TextImageMatching

extension ReleasedFile {
    /// How deep folders are searched: a hub's snapshot has one folder more at most.
    private static let deepestFolder = 3
    /// More entries than any snapshot has.
    private static let mostEntries = 10_000

    /// The files that some paths mean, each once: a file as it is, a folder with whatever in it is known.
    ///
    /// - Returns: the files, and the paths below folders that are none of the known ones.
    /// - Throws: for a path that is a file and is not known; `nothingToImport` for a folder without any file that is.
    static func collected(_ paths: [String]) throws -> (files: [ReleasedFile], others: [String]) {
        var files: [ReleasedFile] = []
        var others: [String] = []
        var seen: Set<String> = []
        func isNew(_ path: String) -> Bool { seen.insert(URL(fileURLWithPath: path).resolvingSymlinksInPath().path).inserted }
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
                if isNew(path) { files.append(try ReleasedFile(path: path)) }
                continue
            }
            let before = files.count
            for inner in try self.paths(below: path, depth: 0) where isNew(inner) {
                do {
                    files.append(try ReleasedFile(path: inner))
                } catch TextToImageError.unrecognisedFile {
                    others.append(inner)
                } catch let error as CheckpointError where isOfAnotherKind(error) {
                    others.append(inner)
                } catch TextImageMatchingError.malformedConfiguration {
                    others.append(inner)
                } catch ImageCodecError.unsupportedTarget {
                    others.append(inner)
                }
            }
            guard files.count > before else { throw TextToImageError.nothingToImport(path: path) }
        }
        return (files, others)
    }

    /// Whether a sound file of another kind in the same container would be refused like this: archives of anything, arrays, the settings of a
    /// training. What a damaged checkpoint is refused for is not among it.
    private static func isOfAnotherKind(_ error: CheckpointError) -> Bool {
        switch error {
        case .torch(_, _, .torchScript), .torch(_, _, .noPickle), .torch(_, _, .notDictionary): true
        case .zip(_, _, .compressed), .zip(_, _, .unsupportedFlags), .zip(_, _, .unsafeName): true
        case .pickle(_, _, .forbiddenGlobal): true
        default: false
        }
    }

    /// Regular files, in the order of their names; hidden ones are left out.
    private static func paths(below folder: String, depth: Int) throws(TextToImageError) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }.sorted()
        } catch {
            throw .unreadableFile(path: folder, reason: SystemFault.reason(of: error))
        }
        guard names.count <= mostEntries else { throw .nothingToImport(path: folder) }
        var paths: [String] = []
        for name in names {
            let path = folder + "/" + name
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { continue }
            if !isFolder.boolValue {
                paths.append(path)
            } else if depth < deepestFolder {
                paths += try self.paths(below: path, depth: depth + 1)
            }
        }
        return paths
    }
}
