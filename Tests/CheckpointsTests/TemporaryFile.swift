import Checkpoints
import Foundation

/// A file in a folder of its own that goes when the object does.
final class TemporaryFile {
    let folder: String
    let path: String

    /// A file that does not exist yet.
    init(name: String = "checkpoint") throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lubok-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.folder = folder.path(percentEncoded: false)
        path = folder.appending(path: name).path(percentEncoded: false)
    }

    convenience init(_ bytes: [UInt8], name: String = "checkpoint") throws {
        try self.init(name: name)
        try Data(bytes).write(to: URL(filePath: path))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }
}

/// Why a file of these bytes cannot be opened; nil where it can.
func openingError(_ bytes: [UInt8]) throws -> CheckpointError? {
    let file = try TemporaryFile(bytes)
    do {
        _ = try CheckpointFile.open(file.path)
        return nil
    } catch {
        return error
    }
}

extension CheckpointError {
    var safetensorsFault: SafetensorsFault? {
        if case .safetensors(_, _, let fault) = self { fault } else { nil }
    }

    var zipFault: ZipFault? {
        if case .zip(_, _, let fault) = self { fault } else { nil }
    }

    var pickleFault: PickleFault? {
        if case .pickle(_, _, let fault) = self { fault } else { nil }
    }

    var torchFault: TorchFault? {
        if case .torch(_, _, let fault) = self { fault } else { nil }
    }

    /// The byte that the error points at.
    var offset: Int? {
        switch self {
        case .safetensors(_, let offset, _), .zip(_, let offset, _), .pickle(_, let offset, _), .torch(_, let offset, _): offset
        default: nil
        }
    }
}

/// The bytes of a number, least significant first.
func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
}

/// The bytes of floats as files hold them.
func littleEndian(_ values: [Float]) -> [UInt8] {
    values.flatMap { littleEndian($0.bitPattern) }
}
