import Foundation
import TextToImage

/// A model folder whose `model.json` is the file in memory, with files of the names and sizes that the manifests of the corpus list.
enum ScratchModel {
    static let path: String = {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lubok-fuzz-\(getpid())")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for (size, name) in ["v", "t", "c", "m"].enumerated() {
                try Data(count: size + 1).write(to: folder.appending(path: name))
            }
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: ModelFolder.manifestName).path(percentEncoded: false),
                withDestinationPath: FileInMemory.shared.path)
        } catch {
            preconditionFailure("no folder for a model: \(error)")
        }
        return folder.path(percentEncoded: false)
    }()
}
