import Synchronization

/// The CRC-32 that a zip archive records for an entry, compared once, when the entry is first read.
///
/// Not at open: the check reads every byte, and a checkpoint of many gigabytes holds optimiser state that is never used. Nobody sees
/// a weight before its entry was checked.
final class LazyChecksum: Sendable {
    private let entry: String
    /// All bytes of the entry.
    private let range: Range<Int>
    private let expected: UInt32
    private let isVerified = Atomic(false)

    init(entry: String, range: Range<Int>, expected: UInt32) {
        self.entry = entry
        self.range = range
        self.expected = expected
    }

    func verify(in file: MappedFile) throws(CheckpointError) {
        guard !isVerified.load(ordering: .relaxed) else { return }
        var checksum = CRC32()
        try file.readPieces(in: range) { piece, _ in checksum.update(piece) }
        guard checksum.value == expected else {
            throw .zip(
                file: file.path, offset: range.lowerBound,
                .checksumMismatch(entry: entry, expected: expected, found: checksum.value))
        }
        isVerified.store(true, ordering: .relaxed)
    }
}
