import Foundation

/// A regular file, open and mapped for reading as long as the object lives.
///
/// Small and scattered things are looked at where they are mapped; long runs are read, so that no pages of the file stay in the process.
/// Every access is checked against the size that the file had when it was opened. A file that another program cuts short while it is mapped
/// raises a bus error, as with every mapping; checkpoints are replaced by renaming, never written in place.
final class MappedFile: Sendable {
    let path: String
    /// Bytes in the file.
    let count: Int
    /// Nil where the file is empty. Never written to, so sharing it between threads is sound.
    private nonisolated(unsafe) let base: UnsafeMutableRawPointer?
    private let descriptor: Int32

    /// - Throws: `unreadable`, `notRegularFile`. A symbolic link is followed; a FIFO or device is refused without waiting for it.
    init(path: String) throws(CheckpointError) {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else {
            // A socket or a device without driver cannot be opened at all.
            guard errno != ENXIO else { throw .notRegularFile(file: path) }
            throw .unreadable(file: path, code: errno)
        }
        do throws(CheckpointError) {
            (base, count) = try MappedFile.map(descriptor, path: path)
        } catch {
            close(descriptor)
            throw error
        }
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        if let base { munmap(base, count) }
        close(descriptor)
    }

    /// The address is nil where the file is empty.
    private static func map(_ descriptor: Int32, path: String) throws(CheckpointError) -> (base: UnsafeMutableRawPointer?, count: Int) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(file: path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegularFile(file: path) }
        let count = Int(status.st_size)
        guard count > 0 else { return (nil, 0) }
        let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard let address, address != MAP_FAILED else { throw .unreadable(file: path, code: errno) }
        return (address, count)
    }

    /// Calls `body` with the bytes of `range`, one piece after another, and where in the range each begins. All pieces but the last have
    /// `pieceByteCount` bytes, which are read into one buffer.
    /// - Precondition: the range lies within the file.
    /// - Throws: `unreadable`, also where the file has become shorter.
    func readPieces(in range: Range<Int>, _ body: (_ piece: UnsafeRawBufferPointer, _ start: Int) -> Void) throws(CheckpointError) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "range outside of the file")
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: min(range.count, MappedFile.pieceByteCount), alignment: 64)
        defer { buffer.deallocate() }
        for start in stride(from: range.lowerBound, to: range.upperBound, by: MappedFile.pieceByteCount) {
            let length = min(MappedFile.pieceByteCount, range.upperBound - start)
            var filled = 0
            while filled < length {
                let read = pread(descriptor, buffer.baseAddress! + filled, length - filled, off_t(start + filled))
                if read < 0 && errno == EINTR { continue }
                guard read > 0 else { throw .unreadable(file: path, code: read < 0 ? errno : EIO) }
                filled += read
            }
            body(UnsafeRawBufferPointer(rebasing: buffer[..<length]), start - range.lowerBound)
        }
    }

    /// A multiple of every element's size.
    static let pieceByteCount = 4 << 20

    /// The bytes of `range`, valid only inside `body`.
    /// - Precondition: the range lies within the file.
    func withBytes<R>(in range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "range outside of the file")
        return body(UnsafeRawBufferPointer(start: base.map { UnsafeRawPointer($0) + range.lowerBound }, count: range.count))
    }

    /// Lets the system take back the memory of the pages wholly inside `range`; touching them again reads them anew.
    ///
    /// So what was looked at in one place does not stay in memory.
    func releasePages(in range: Range<Int>) {
        guard let base else { return }
        let pageSize = sysconf(Int32(_SC_PAGESIZE))
        let start = (range.lowerBound + pageSize - 1) / pageSize * pageSize
        let end = range.upperBound / pageSize * pageSize
        if start < end { madvise(base + start, end - start, MADV_DONTNEED) }
    }

    /// `length` bytes at `offset`, or nil where the file ends before.
    func bytes(at offset: Int, length: Int) -> [UInt8]? {
        guard contains(offset: offset, length: length) else { return nil }
        return withBytes(in: offset..<offset + length) { Array($0) }
    }

    /// A little-endian number at `offset`, or nil where the file ends before.
    func integer<Integer: FixedWidthInteger>(at offset: Int, as type: Integer.Type) -> Integer? {
        let length = MemoryLayout<Integer>.size
        guard contains(offset: offset, length: length) else { return nil }
        return withBytes(in: offset..<offset + length) { Integer(littleEndian: $0.loadUnaligned(as: type)) }
    }

    /// Whether `length` bytes at `offset` lie within the file; no combination of numbers overflows.
    func contains(offset: Int, length: Int) -> Bool {
        offset >= 0 && length >= 0 && offset <= count && length <= count - offset
    }
}
