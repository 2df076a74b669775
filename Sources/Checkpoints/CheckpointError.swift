/// Why a checkpoint could not be opened, or a weight in it not be used.
///
/// Every case names the file; `offset` is the byte in that file at which the trouble lies.
public enum CheckpointError: Error, Sendable, Equatable {
    /// The system would not open, map or read the file; `code` is its `errno`.
    case unreadable(file: String, code: Int32)
    /// The system would not create, write or rename the file; `code` is its `errno`.
    case unwritable(file: String, code: Int32)
    /// A folder, FIFO, socket or device where a file was expected.
    case notRegularFile(file: String)
    /// The contents begin like none of the containers that are read.
    case unknownContainer(file: String)

    /// The file breaks the rules of the safetensors format.
    case safetensors(file: String, offset: Int, SafetensorsFault)
    /// The archive breaks the rules of zip, or uses a part of them that torch never writes.
    case zip(file: String, offset: Int, ZipFault)
    /// The pickle breaks the rules of its format, or asks for more than data.
    case pickle(file: String, offset: Int, PickleFault)
    /// The pickle is sound, but what it describes does not fit the rest of the file.
    case torch(file: String, offset: Int, TorchFault)

    /// No tensor has this name; `similar` holds up to three names that exist and look like it.
    case missingKey(file: String, key: String, similar: [String])
    /// Several tensors of the file come to have this name under the key rules.
    case ambiguousKey(file: String, key: String, candidates: [String])
    /// The tensor is not of the shape that the model states.
    case shapeMismatch(file: String, key: String, expected: [Int], found: [Int])
    /// The tensor's elements are of a type that cannot be converted to what was asked for.
    case unsupportedElementType(file: String, key: String, type: String)
    /// The weight at this flat index is not a number, or infinite.
    case notFinite(file: String, key: String, index: Int)
}
