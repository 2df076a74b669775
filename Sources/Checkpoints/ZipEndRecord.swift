/// What the end of a zip archive says of its directory (APPNOTE 4.3.14 to 4.3.16).
struct ZipEndRecord {
    /// The bytes of the central directory.
    let directory: Range<Int>
    let entryCount: Int

    typealias Failure = LocatedFault<ZipFault>

    static let signature: UInt32 = 0x0605_4B50
    private static let byteCount = 22
    private static let locatorSignature: UInt32 = 0x0706_4B50
    private static let locatorByteCount = 20
    private static let wideSignature: UInt32 = 0x0606_4B50
    private static let wideByteCount = 56

    /// The record must be the last bytes of the file: torch writes no comment behind it.
    init(_ file: MappedFile) throws(Failure) {
        let start = file.count - ZipEndRecord.byteCount
        guard file.integer(at: start, as: UInt32.self) == ZipEndRecord.signature,
            let disk = file.integer(at: start + 4, as: UInt16.self),
            let directoryDisk = file.integer(at: start + 6, as: UInt16.self),
            let diskEntryCount = file.integer(at: start + 8, as: UInt16.self),
            let entryCount = file.integer(at: start + 10, as: UInt16.self),
            let directorySize = file.integer(at: start + 12, as: UInt32.self),
            let directoryOffset = file.integer(at: start + 16, as: UInt32.self),
            file.integer(at: start + 20, as: UInt16.self) == 0
        else { throw Failure(.endRecordMissing, at: max(start, 0)) }
        guard disk == 0 || disk == .max, directoryDisk == 0 || directoryDisk == .max, diskEntryCount == entryCount else {
            throw Failure(.severalDisks, at: start)
        }
        let directoryEnd: Int
        var values = (count: UInt64(entryCount), size: UInt64(directorySize), offset: UInt64(directoryOffset))
        if file.integer(at: start - ZipEndRecord.locatorByteCount, as: UInt32.self) == ZipEndRecord.locatorSignature {
            let wide = try ZipEndRecord.wideRecord(file, locatorAt: start - ZipEndRecord.locatorByteCount)
            guard entryCount == .max || wide.count == values.count, directorySize == .max || wide.size == values.size,
                directoryOffset == .max || wide.offset == values.offset
            else { throw Failure(.endRecordDisagrees, at: start) }
            values = (wide.count, wide.size, wide.offset)
            directoryEnd = wide.start
        } else {
            directoryEnd = start
        }
        let (end, overflows) = values.offset.addingReportingOverflow(values.size)
        guard !overflows, end == UInt64(directoryEnd), values.count <= values.size / UInt64(CentralRecord.byteCount) else {
            throw Failure(.endRecordDisagrees, at: start)
        }
        directory = Int(values.offset)..<directoryEnd
        self.entryCount = Int(values.count)
    }

    /// The zip64 record that the locator points at; it must end where the locator begins.
    private static func wideRecord(
        _ file: MappedFile, locatorAt locator: Int
    ) throws(Failure) -> (start: Int, count: UInt64, size: UInt64, offset: UInt64) {
        guard file.integer(at: locator + 4, as: UInt32.self) == 0, let diskCount = file.integer(at: locator + 16, as: UInt32.self),
            diskCount <= 1
        else { throw Failure(.severalDisks, at: locator) }
        guard let position = file.integer(at: locator + 8, as: UInt64.self), let start = Int(exactly: position),
            start <= locator - wideByteCount,
            file.integer(at: start, as: UInt32.self) == wideSignature,
            // The size leaves out the signature and itself.
            let size = file.integer(at: start + 4, as: UInt64.self), size == UInt64(locator - start - 12),
            let disk = file.integer(at: start + 16, as: UInt32.self),
            let directoryDisk = file.integer(at: start + 20, as: UInt32.self),
            let diskEntryCount = file.integer(at: start + 24, as: UInt64.self),
            let entryCount = file.integer(at: start + 32, as: UInt64.self),
            let directorySize = file.integer(at: start + 40, as: UInt64.self),
            let directoryOffset = file.integer(at: start + 48, as: UInt64.self)
        else { throw Failure(.endRecordDisagrees, at: locator) }
        guard disk == 0, directoryDisk == 0, diskEntryCount == entryCount else { throw Failure(.severalDisks, at: start) }
        return (start, entryCount, directorySize, directoryOffset)
    }
}
