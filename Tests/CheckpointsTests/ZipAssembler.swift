import Foundation

/// Writes zip archives, sound and unsound ones alike.
struct ZipAssembler {
    /// An entry, and the lies to be told about it.
    struct Entry {
        var name: String
        var data: [UInt8]
        var localName: String?
        var flags: UInt16 = 0
        var localFlags: UInt16?
        var method: UInt16 = 0
        var checksum: UInt32?
        var localChecksum: UInt32?
        /// The size in the directory.
        var size: Int?
        /// Whether the 64-bit fields are used, as for entries and places beyond 4 GiB.
        var isWide = false
        /// Whether a data descriptor follows, with nothing in the local record, as torch writes.
        var hasDescriptor = false
        var descriptorChecksum: UInt32?
        /// The place of the local record in the directory.
        var localOffset: Int?
    }

    var entries: [Entry]
    /// Whether zip64 end records stand before the plain one.
    var hasWideEnd = false
    /// Whether the plain end record refers to them for every number.
    var hidesPlainEnd = false
    /// The number of entries in the plain end record.
    var entryCount: UInt16?
    /// What stands behind everything.
    var trailer: [UInt8] = []

    /// The archive, and where the data of each entry begins.
    func assemble() -> (bytes: [UInt8], dataOffsets: [String: Int]) {
        var bytes: [UInt8] = []
        var dataOffsets: [String: Int] = [:]
        var directory: [UInt8] = []
        for entry in entries {
            let offset = bytes.count
            bytes += localRecord(of: entry)
            dataOffsets[entry.name] = bytes.count
            bytes += entry.data
            if entry.hasDescriptor { bytes += descriptor(of: entry) }
            directory += centralRecord(of: entry, localOffset: entry.localOffset ?? offset)
        }
        let directoryOffset = bytes.count
        bytes += directory
        if hasWideEnd { bytes += wideEnd(directory: directoryOffset..<bytes.count) }
        let count = hidesPlainEnd ? UInt16.max : entryCount ?? UInt16(entries.count)
        bytes += concatenated(
            littleEndian(UInt32(0x0605_4B50)), littleEndian(UInt32(0)), littleEndian(count), littleEndian(count),
            littleEndian(hidesPlainEnd ? UInt32.max : UInt32(directory.count)),
            littleEndian(hidesPlainEnd ? UInt32.max : UInt32(directoryOffset)), littleEndian(UInt16(0)), trailer)
        return (bytes, dataOffsets)
    }

    private func localRecord(of entry: Entry) -> [UInt8] {
        let name = Array((entry.localName ?? entry.name).utf8)
        let size = UInt32(entry.data.count)
        let isWide = entry.isWide && !entry.hasDescriptor
        let extra = isWide ? extraField([UInt64(size), UInt64(size)]) : []
        let checksum = entry.hasDescriptor ? 0 : entry.localChecksum ?? checksum(of: entry)
        let sizeField = entry.hasDescriptor ? 0 : isWide ? UInt32.max : size
        return concatenated(
            littleEndian(UInt32(0x0403_4B50)), littleEndian(UInt16(0)),
            littleEndian(flags(of: entry, stated: entry.localFlags ?? entry.flags)), littleEndian(entry.method), littleEndian(UInt32(0)),
            littleEndian(checksum), littleEndian(sizeField), littleEndian(sizeField), littleEndian(UInt16(name.count)),
            littleEndian(UInt16(extra.count)), name, extra)
    }

    private func centralRecord(of entry: Entry, localOffset: Int) -> [UInt8] {
        let name = Array(entry.name.utf8)
        let size = entry.size ?? entry.data.count
        let extra = entry.isWide ? extraField([UInt64(size), UInt64(size), UInt64(localOffset)]) : []
        let sizeField = entry.isWide ? UInt32.max : UInt32(size)
        return concatenated(
            littleEndian(UInt32(0x0201_4B50)), littleEndian(UInt32(0)), littleEndian(flags(of: entry, stated: entry.flags)),
            littleEndian(entry.method), littleEndian(UInt32(0)), littleEndian(checksum(of: entry)), littleEndian(sizeField),
            littleEndian(sizeField), littleEndian(UInt16(name.count)), littleEndian(UInt16(extra.count)),
            [UInt8](repeating: 0, count: 10), littleEndian(entry.isWide ? UInt32.max : UInt32(localOffset)), name, extra)
    }

    private func descriptor(of entry: Entry) -> [UInt8] {
        let size = entry.data.count
        let sizeField = entry.isWide ? littleEndian(UInt64(size)) : littleEndian(UInt32(size))
        return concatenated(
            littleEndian(UInt32(0x0807_4B50)), littleEndian(entry.descriptorChecksum ?? checksum(of: entry)), sizeField, sizeField)
    }

    /// The zip64 end record and its locator, behind the directory.
    private func wideEnd(directory: Range<Int>) -> [UInt8] {
        concatenated(
            littleEndian(UInt32(0x0606_4B50)), littleEndian(UInt64(44)), littleEndian(UInt32(0)), littleEndian(UInt64(0)),
            littleEndian(UInt64(entries.count)), littleEndian(UInt64(entries.count)), littleEndian(UInt64(directory.count)),
            littleEndian(UInt64(directory.lowerBound)),
            littleEndian(UInt32(0x0706_4B50)), littleEndian(UInt32(0)), littleEndian(UInt64(directory.upperBound)), littleEndian(UInt32(1)))
    }

    private func flags(of entry: Entry, stated: UInt16) -> UInt16 {
        entry.hasDescriptor ? stated | 0x808 : stated
    }

    private func checksum(of entry: Entry) -> UInt32 {
        entry.checksum ?? ZipAssembler.crc32(entry.data)
    }

    /// A foreign field in front, as torch pads with, then the one with 64-bit numbers.
    private func extraField(_ numbers: [UInt64]) -> [UInt8] {
        concatenated(
            Array("FB".utf8), littleEndian(UInt16(3)), Array("ZZZ".utf8), littleEndian(UInt16(1)), littleEndian(UInt16(numbers.count * 8)),
            numbers.flatMap { littleEndian($0) })
    }

    private func concatenated(_ parts: [UInt8]...) -> [UInt8] {
        Array(parts.joined())
    }

    /// Bit by bit, to be independent of the reader's tables.
    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var state = UInt32.max
        for byte in bytes {
            state ^= UInt32(byte)
            for _ in 0..<8 {
                state = state & 1 == 0 ? state >> 1 : (state >> 1) ^ 0xEDB8_8320
            }
        }
        return ~state
    }
}
