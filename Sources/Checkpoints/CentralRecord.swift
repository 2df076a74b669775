/// One record of a zip archive's central directory (APPNOTE 4.3.12), its 64-bit fields resolved.
struct CentralRecord {
    let name: String
    let nameBytes: [UInt8]
    let flags: UInt16
    let checksum: UInt32
    /// Bytes of the stored entry.
    let size: Int
    let localOffset: Int
    /// Where the next record begins.
    let end: Int

    typealias Failure = LocatedFault<ZipFault>

    static let byteCount = 46
    private static let signature: UInt32 = 0x0201_4B50
    /// The sizes follow the data in a descriptor of their own; torch writes so.
    static let descriptorFlag: UInt16 = 1 << 3
    private static let utf8Flag: UInt16 = 1 << 11

    init(_ file: MappedFile, at offset: Int, directoryEnd: Int) throws(Failure) {
        guard file.integer(at: offset, as: UInt32.self) == CentralRecord.signature,
            let flags = file.integer(at: offset + 8, as: UInt16.self),
            let method = file.integer(at: offset + 10, as: UInt16.self),
            let checksum = file.integer(at: offset + 16, as: UInt32.self),
            let storedSize = file.integer(at: offset + 20, as: UInt32.self),
            let size = file.integer(at: offset + 24, as: UInt32.self),
            let nameLength = file.integer(at: offset + 28, as: UInt16.self),
            let extraLength = file.integer(at: offset + 30, as: UInt16.self),
            let commentLength = file.integer(at: offset + 32, as: UInt16.self),
            let disk = file.integer(at: offset + 34, as: UInt16.self),
            let localOffset = file.integer(at: offset + 42, as: UInt32.self),
            let nameBytes = file.bytes(at: offset + CentralRecord.byteCount, length: Int(nameLength)),
            let extra = file.bytes(at: offset + CentralRecord.byteCount + nameBytes.count, length: Int(extraLength))
        else { throw Failure(.directoryBroken, at: offset) }
        end = offset + CentralRecord.byteCount + nameBytes.count + extra.count + Int(commentLength)
        guard end <= directoryEnd else { throw Failure(.directoryBroken, at: offset) }

        name = String(decoding: nameBytes, as: UTF8.self)
        guard CentralRecord.isSafe(nameBytes), name.utf8.elementsEqual(nameBytes) else {
            throw Failure(.unsafeName(entry: name), at: offset)
        }
        guard flags & ~(CentralRecord.descriptorFlag | CentralRecord.utf8Flag) == 0 else {
            throw Failure(.unsupportedFlags(entry: name, flags: flags), at: offset)
        }
        guard method == 0 else { throw Failure(.compressed(entry: name, method: method), at: offset) }
        guard disk == 0 || disk == .max else { throw Failure(.severalDisks, at: offset) }

        guard let wide = Zip64Extra(extra, size: size, storedSize: storedSize, localOffset: localOffset),
            let exactSize = Int(exactly: wide.size), let exactOffset = Int(exactly: wide.localOffset)
        else { throw Failure(.zip64FieldMissing(entry: name), at: offset) }
        guard wide.size == wide.storedSize else { throw Failure(.compressed(entry: name, method: method), at: offset) }
        self.nameBytes = nameBytes
        self.flags = flags
        self.checksum = checksum
        self.size = exactSize
        self.localOffset = exactOffset
    }

    /// Whether the name is a relative path of plain components, none of them empty, `.` or `..`.
    private static func isSafe(_ name: [UInt8]) -> Bool {
        let forbidden: Set<UInt8> = [0, UInt8(ascii: "\\"), UInt8(ascii: ":")]
        guard !name.contains(where: forbidden.contains) else { return false }
        return name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8)
        }
    }
}
