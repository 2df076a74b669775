/// How an archive breaks the rules of zip, or what it uses that torch never writes.
public enum ZipFault: Sendable, Equatable, CustomStringConvertible {
    /// A field of a central or local record.
    public enum Field: String, Sendable {
        case name, flags, method, checksum, size
        case dataDescriptor = "data descriptor"
    }

    /// The file does not end in an end-of-directory record: most often it is cut short.
    case endRecordMissing
    /// A number in one end-of-directory record contradicts the other, or the file's size.
    case endRecordDisagrees
    case severalDisks
    /// The central directory holds something other than its records.
    case directoryBroken
    case unsupportedFlags(entry: String, flags: UInt16)
    /// Torch only stores; anything else could become a bomb.
    case compressed(entry: String, method: UInt16)
    case unsafeName(entry: String)
    case duplicateEntry(entry: String)
    case localRecordMissing(entry: String)
    case localRecordDisagrees(entry: String, field: Field)
    case entryBeyondArchive(entry: String)
    case entriesOverlap(entry: String)
    case zip64FieldMissing(entry: String)
    case checksumMismatch(entry: String, expected: UInt32, found: UInt32)

    public var description: String {
        switch self {
        case .endRecordMissing:
            "it does not end in a zip directory, so the file seems cut short"
        case .endRecordDisagrees:
            "the records at its end contradict each other or the size of the file"
        case .severalDisks:
            "it is split over several disks"
        case .directoryBroken:
            "the directory is broken"
        case .unsupportedFlags(let entry, let flags):
            "entry \(quoted(entry)) has flags 0x\(String(flags, radix: 16)), such as for encryption"
        case .compressed(let entry, let method):
            "entry \(quoted(entry)) is compressed by method \(method)"
        case .unsafeName(let entry):
            "entry name \(quoted(entry)) leaves the archive or is no plain path"
        case .duplicateEntry(let entry):
            "entry \(quoted(entry)) is there twice"
        case .localRecordMissing(let entry):
            "entry \(quoted(entry)) has no record at the place that the directory names"
        case .localRecordDisagrees(let entry, let field):
            "entry \(quoted(entry)) has one \(field.rawValue) in the directory and another in its own record"
        case .entryBeyondArchive(let entry):
            "entry \(quoted(entry)) reaches beyond the archive"
        case .entriesOverlap(let entry):
            "entry \(quoted(entry)) overlaps another"
        case .zip64FieldMissing(let entry):
            "entry \(quoted(entry)) lacks its 64-bit sizes"
        case .checksumMismatch(let entry, let expected, let found):
            "entry \(quoted(entry)) has the checksum \(String(found, radix: 16)) where \(String(expected, radix: 16)) is recorded"
        }
    }
}
