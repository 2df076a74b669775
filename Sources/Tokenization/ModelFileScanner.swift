/// Takes a text file of numbers apart, line by line, and knows the line it is in. Nothing is allocated by what the file says of itself.
struct ModelFileScanner {
    private let bytes: [UInt8]
    private let file: String
    private var position = 0
    /// The line that was read last, counted from 1.
    private(set) var line = 0
    /// The number of lines that the file announces; 1 until it has announced any.
    private var expectedLines = 1

    init(_ bytes: [UInt8], file: String, sizeLimit: Int) throws(TokenizationError) {
        guard bytes.count <= sizeLimit else {
            throw .fileTooLarge(file: file, limit: sizeLimit)
        }
        self.bytes = bytes
        self.file = file
    }

    /// The numbers in the next line, exactly `count` of them, each within Int32.
    /// - Parameter expected: what the line should hold, for the error.
    mutating func record(of count: Int, expected: String) throws(TokenizationError) -> [Int] {
        guard position < bytes.count else {
            throw .truncatedFile(file: file, expectedLines: expectedLines, foundLines: line)
        }
        let content = nextLine()
        // One split too many is enough to see that a line is too long.
        let fields = content.split(maxSplits: count) { Self.isBlank($0) }.map(Self.integer)
        let values = fields.compactMap(\.self)
        guard values.count == count, fields.count == count else {
            throw defect(of: content, or: .malformedLine(file: file, line: line, expected: expected))
        }
        return values
    }

    /// Checks counts that the file states against what it can hold, before room is made for them.
    mutating func expectRecords(_ counts: Int...) throws(TokenizationError) {
        guard counts.allSatisfy({ $0 >= 0 }) else {
            throw .malformedLine(file: file, line: line, expected: "counts that are not negative")
        }
        expectedLines = counts.reduce(2, +)
        // The shortest record is two digits, a space and a line feed.
        guard expectedLines <= bytes.count / 4 else {
            let foundLines = bytes.dropLast().count { $0 == UInt8(ascii: "\n") } + 1
            throw .truncatedFile(file: file, expectedLines: expectedLines, foundLines: foundLines)
        }
    }

    /// Checks that only blank lines are left.
    mutating func expectEnd() throws(TokenizationError) {
        while position < bytes.count {
            let content = nextLine()
            guard content.isEmpty else {
                throw defect(of: content, or: .trailingContent(file: file, line: line))
            }
        }
    }

    /// The next line without the blanks at its end.
    private mutating func nextLine() -> ArraySlice<UInt8> {
        let rest = bytes[position...]
        var content = rest[..<(rest.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex)]
        position = min(content.endIndex + 1, bytes.endIndex)
        line += 1
        while let last = content.last, Self.isBlank(last) {
            content.removeLast()
        }
        return content
    }

    /// A file that is not text at all is better told so.
    private func defect(of content: ArraySlice<UInt8>, or error: TokenizationError) -> TokenizationError {
        String(validating: content, as: UTF8.self) == nil ? .notUTF8(file: file, line: line) : error
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }

    /// Digits with or without a minus sign; nil for anything else and beyond Int32.
    private static func integer(_ field: ArraySlice<UInt8>) -> Int? {
        guard field.first != UInt8(ascii: "+") else { return nil }
        return Int32(String(decoding: field, as: UTF8.self)).map(Int.init)
    }
}
