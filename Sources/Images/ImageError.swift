#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Why a picture could not be read, laid out or written.
public enum ImageError: Error, Sendable, Equatable {
    /// The system refused to open or read the file; `errorNumber` is its `errno`.
    case cannotRead(file: String, errorNumber: Int32)

    /// A folder, a pipe, a device or a socket where a file was expected.
    case notARegularFile(file: String)

    /// The file is longer than the limit.
    case fileTooLarge(file: String, byteCount: Int, limit: Int)

    /// The file does not begin as a PNG file does.
    case notPNG(file: String)

    /// The file declares more pixels than the limit. Nothing was decoded.
    case tooManyPixels(file: String, width: Int, height: Int, limit: Int)

    /// The file ends before the picture does.
    case truncated(file: String, byteOffset: Int)

    /// The file breaks the format, or a checksum does not fit; noticed at `byteOffset`.
    case malformed(file: String, reason: String, byteOffset: Int)

    /// Decoding would take more memory beside the picture than the limit.
    case workingMemoryExceeded(file: String, limit: Int, byteOffset: Int)

    /// A keyword that PNG does not allow: not 1 to 79 printable ASCII characters, or blanks at an end or in a row.
    case invalidKeyword(String)

    /// A text for PNG that contains the character U+0000.
    case invalidText(keyword: String)

    /// The picture could not be encoded.
    case cannotEncode(reason: String)

    /// A file of that name exists and was not to be overwritten.
    case alreadyExists(file: String)

    /// The system refused to write the file; `errorNumber` is its `errno`.
    case cannotWrite(file: String, errorNumber: Int32)

    /// A contact sheet of that size would have more pixels than the limit.
    case sheetTooLarge(width: Int, height: Int, limit: Int)
}

extension ImageError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .cannotRead(let file, let errorNumber):
            "\(file): cannot be read: \(String(cString: strerror(errorNumber)))."
        case .notARegularFile(let file):
            "\(file): not a regular file."
        case .fileTooLarge(let file, let byteCount, let limit):
            "\(file): the file has \(byteCount) bytes and the limit is \(limit)."
        case .notPNG(let file):
            "\(file): not a PNG file."
        case .tooManyPixels(let file, let width, let height, let limit):
            "\(file): the picture has \(width) × \(height) pixels and the limit is \(limit)."
        case .truncated(let file, let byteOffset):
            "\(file): the file ends at byte \(byteOffset), in the middle of the picture."
        case .malformed(let file, let reason, let byteOffset):
            "\(file): malformed before byte \(byteOffset): \(reason)."
        case .workingMemoryExceeded(let file, let limit, let byteOffset):
            "\(file): decoding needs more than \(limit) bytes of working memory (at byte \(byteOffset))."
        case .invalidKeyword(let keyword):
            "\"\(keyword)\" is no PNG keyword: 1 to 79 printable ASCII characters without leading, trailing or double blanks."
        case .invalidText(let keyword):
            "The text under \"\(keyword)\" contains the character U+0000, which PNG does not allow."
        case .cannotEncode(let reason):
            "The picture cannot be encoded: \(reason)."
        case .alreadyExists(let file):
            "\(file): the file exists already."
        case .cannotWrite(let file, let errorNumber):
            "\(file): cannot be written: \(String(cString: strerror(errorNumber)))."
        case .sheetTooLarge(let width, let height, let limit):
            "The contact sheet would have \(width) × \(height) pixels and the limit is \(limit)."
        }
    }
}
