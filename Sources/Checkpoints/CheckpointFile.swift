import Foundation

/// Opening of checkpoint files.
public enum CheckpointFile {
    /// The most tensors that a file may hold; the largest released models have about a thousand.
    static let maximumTensorCount = 1 << 19

    /// Opens a checkpoint made by anyone: safetensors, PyTorch's zip archive or its older pickle file. The contents tell which, not the name.
    ///
    /// Reads names and shapes and checks them against the size of the file; the weights stay on disk until they are asked for.
    /// - Throws: `unreadable`, `notRegularFile`, `unknownContainer`, or what is wrong inside and where.
    public static func open(_ path: String) throws(CheckpointError) -> any Checkpoint {
        let file = try MappedFile(path: path)
        if ZipArchive.isPlausible(file) { return try TorchZipFile(file) }
        if TorchLegacyFile.isPlausible(file) { return try TorchLegacyFile(file) }
        if SafetensorsFile.isPlausible(file) { return try SafetensorsFile(file) }
        throw .unknownContainer(file: path)
    }

    /// Opens a checkpoint at a file URL.
    public static func open(_ url: URL) throws(CheckpointError) -> any Checkpoint {
        try open(url.path(percentEncoded: false))
    }
}
