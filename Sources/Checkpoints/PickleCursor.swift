/// Reads the operands of pickle opcodes from a part of a mapped file, never beyond its end.
struct PickleCursor {
    private let file: MappedFile
    /// The place in the file of the next byte.
    private(set) var offset: Int
    private let end: Int

    typealias Failure = LocatedFault<PickleFault>

    /// - Parameter range: lies within the file.
    init(_ file: MappedFile, in range: Range<Int>) {
        precondition(file.contains(offset: range.lowerBound, length: range.count))
        self.file = file
        offset = range.lowerBound
        end = range.upperBound
    }

    var remaining: Int { end - offset }

    mutating func byte() throws(Failure) -> UInt8 {
        try integer(UInt8.self)
    }

    /// A little-endian number.
    mutating func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) throws(Failure) -> Integer {
        let size = MemoryLayout<Integer>.size
        guard remaining >= size, let value = file.integer(at: offset, as: type) else { throw Failure(.truncated, at: offset) }
        offset += size
        return value
    }

    mutating func bytes(_ count: Int) throws(Failure) -> [UInt8] {
        guard count >= 0, count <= remaining, let bytes = file.bytes(at: offset, length: count) else {
            throw Failure(.truncated, at: offset)
        }
        offset += count
        return bytes
    }

    mutating func skip(_ count: Int) throws(Failure) {
        guard count >= 0, count <= remaining else { throw Failure(.truncated, at: offset) }
        offset += count
    }

    /// Text up to a line feed, which is consumed.
    mutating func line(maximumLength: Int) throws(Failure) -> String {
        let start = offset
        var bytes: [UInt8] = []
        while true {
            let byte = try byte()
            if byte == UInt8(ascii: "\n") { break }
            guard bytes.count < maximumLength else { throw Failure(.limitExceeded(.textLength, maximum: maximumLength), at: start) }
            bytes.append(byte)
        }
        guard let line = String(validating: bytes, as: UTF8.self) else { throw Failure(.notUTF8, at: start) }
        return line
    }
}
