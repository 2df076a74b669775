/// How the parts of a PyTorch checkpoint fail to fit together.
public enum TorchFault: Sendable, Equatable, CustomStringConvertible {
    /// No `data.pkl` in a folder at the top, or entries outside of that folder.
    case noPickle
    case entryOutsideFolder(entry: String)
    /// A TorchScript archive: a program, not weights.
    case torchScript
    case bigEndian
    case unsupportedVersion
    /// The object in the file is not a dictionary.
    case notDictionary
    case tooManyTensors(maximum: Int)
    case storageMissing(key: String)
    /// The storage is said to be larger than it is.
    case storageTooShort(key: String, needed: Int, found: Int)
    /// The same storage is described in two ways.
    case storageDisagrees(key: String)
    case trailingBytes(count: Int)

    public var description: String {
        switch self {
        case .noPickle: "it has no folder with a data.pkl"
        case .entryOutsideFolder(let entry): "entry \(quoted(entry)) lies outside of the folder of data.pkl"
        case .torchScript: "it is a TorchScript program; only weights can be read"
        case .bigEndian: "its numbers are big-endian"
        case .unsupportedVersion: "its version is not known"
        case .notDictionary: "it does not hold a dictionary of tensors"
        case .tooManyTensors(let maximum): "it holds more than \(maximum) tensors"
        case .storageMissing(let key): "storage \(quoted(key)) is not in the file"
        case .storageTooShort(let key, let needed, let found): "storage \(quoted(key)) has \(found) bytes where \(needed) are needed"
        case .storageDisagrees(let key): "storage \(quoted(key)) is described in two ways"
        case .trailingBytes(let count): "\(count) bytes follow the last storage"
        }
    }
}
