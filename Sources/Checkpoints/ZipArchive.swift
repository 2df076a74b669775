/// The directory of a zip archive of stored entries, zip64 included, as torch writes them.
///
/// Layouts are those of PKWARE's APPNOTE 6.3, sections 4.3 and 4.5. Every record is checked against the others and the size of the file;
/// names must be plain relative paths, so that none means anything outside of the archive.
struct ZipArchive {
    /// In the order of the directory.
    private(set) var entries: [ZipEntry] = []
    private let file: MappedFile

    typealias Failure = LocatedFault<ZipFault>

    /// Whether the file begins as an archive does.
    static func isPlausible(_ file: MappedFile) -> Bool {
        let signature = file.integer(at: 0, as: UInt32.self)
        return signature == LocalRecord.signature || signature == ZipEndRecord.signature
    }

    init(_ file: MappedFile) throws(Failure) {
        self.file = file
        let end = try ZipEndRecord(file)
        var places: [(range: Range<Int>, name: String)] = []
        var names: Set<String> = []
        var offset = end.directory.lowerBound
        for _ in 0..<end.entryCount {
            let central = try CentralRecord(file, at: offset, directoryEnd: end.directory.upperBound)
            guard names.insert(central.name).inserted else { throw Failure(.duplicateEntry(entry: central.name), at: offset) }
            let local = try LocalRecord(file, agreeingWith: central, archiveEnd: end.directory.lowerBound)
            places.append((central.localOffset..<local.end, central.name))
            let checksum = LazyChecksum(entry: central.name, range: local.data, expected: central.checksum)
            entries.append(ZipEntry(name: central.name, bytes: StoredBytes(file: file, range: local.data, checksum: checksum)))
            offset = central.end
        }
        guard offset == end.directory.upperBound else { throw Failure(.directoryBroken, at: offset) }
        places.sort { $0.range.lowerBound < $1.range.lowerBound }
        for (place, next) in zip(places, places.dropFirst()) where next.range.lowerBound < place.range.upperBound {
            throw Failure(.entriesOverlap(entry: next.name), at: next.range.lowerBound)
        }
    }
}
