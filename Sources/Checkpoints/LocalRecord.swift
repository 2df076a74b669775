/// The record in front of a zip entry's bytes (APPNOTE 4.3.7 to 4.3.9), compared with the one in the directory.
///
/// A reader that trusts one and a reader that trusts the other would see two different archives.
struct LocalRecord {
    /// The entry's bytes.
    let data: Range<Int>
    /// Behind the data and its descriptor, where there is one.
    let end: Int

    typealias Failure = LocatedFault<ZipFault>

    static let signature: UInt32 = 0x0403_4B50
    private static let byteCount = 30

    /// - Parameter archiveEnd: where the central directory begins.
    init(_ file: MappedFile, agreeingWith central: CentralRecord, archiveEnd: Int) throws(Failure) {
        let offset = central.localOffset
        // Bounded first, so that none of the sums below can overflow.
        guard offset <= archiveEnd, central.size <= archiveEnd else {
            throw Failure(.entryBeyondArchive(entry: central.name), at: min(offset, archiveEnd))
        }
        guard file.integer(at: offset, as: UInt32.self) == LocalRecord.signature,
            let flags = file.integer(at: offset + 6, as: UInt16.self),
            let method = file.integer(at: offset + 8, as: UInt16.self),
            let checksum = file.integer(at: offset + 14, as: UInt32.self),
            let storedSize = file.integer(at: offset + 18, as: UInt32.self),
            let size = file.integer(at: offset + 22, as: UInt32.self),
            let nameLength = file.integer(at: offset + 26, as: UInt16.self),
            let extraLength = file.integer(at: offset + 28, as: UInt16.self),
            let nameBytes = file.bytes(at: offset + LocalRecord.byteCount, length: Int(nameLength)),
            let extra = file.bytes(at: offset + LocalRecord.byteCount + nameBytes.count, length: Int(extraLength))
        else { throw Failure(.localRecordMissing(entry: central.name), at: offset) }

        func disagreement(on field: ZipFault.Field) -> Failure {
            Failure(.localRecordDisagrees(entry: central.name, field: field), at: offset)
        }
        guard nameBytes == central.nameBytes else { throw disagreement(on: .name) }
        guard flags == central.flags else { throw disagreement(on: .flags) }
        guard method == 0 else { throw disagreement(on: .method) }
        let hasDescriptor = flags & CentralRecord.descriptorFlag != 0
        guard checksum == central.checksum || hasDescriptor && checksum == 0 else { throw disagreement(on: .checksum) }
        let sizesAreLeftOut = hasDescriptor && [0, .max].contains(size) && [0, .max].contains(storedSize)
        if !sizesAreLeftOut {
            guard let wide = Zip64Extra(extra, size: size, storedSize: storedSize, localOffset: 0),
                wide.size == UInt64(central.size), wide.storedSize == UInt64(central.size)
            else { throw disagreement(on: .size) }
        }

        let start = offset + LocalRecord.byteCount + nameBytes.count + extra.count
        data = start..<start + central.size
        guard data.upperBound <= archiveEnd else { throw Failure(.entryBeyondArchive(entry: central.name), at: offset) }
        if hasDescriptor {
            guard let length = LocalRecord.descriptorLength(file, at: data.upperBound, central) else {
                throw disagreement(on: .dataDescriptor)
            }
            end = data.upperBound + length
            guard end <= archiveEnd else { throw Failure(.entryBeyondArchive(entry: central.name), at: offset) }
        } else {
            end = data.upperBound
        }
    }

    /// The length of the descriptor, with or without a signature and with sizes of 4 or 8 bytes;
    /// nil where none of these forms agrees with the directory.
    private static func descriptorLength(_ file: MappedFile, at offset: Int, _ central: CentralRecord) -> Int? {
        let size = UInt64(central.size)
        let checksum = littleEndian(central.checksum)
        let narrowSize = littleEndian(UInt32(truncatingIfNeeded: size))
        let narrow = checksum + narrowSize + narrowSize
        let wide = checksum + littleEndian(size) + littleEndian(size)
        let signature = littleEndian(UInt32(0x0807_4B50))
        let forms = [signature + wide, signature + narrow, wide, narrow]
        return forms.first { file.bytes(at: offset, length: $0.count) == $0 }?.count
    }

    private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
