/// A run of bytes in a mapped file that holds elements of tensors.
struct StoredBytes: Sendable {
    let file: MappedFile
    /// Lies within the file.
    let range: Range<Int>
    /// What these bytes are checked against when they are first read; nil where the container has no checksum.
    let checksum: LazyChecksum?

    init(file: MappedFile, range: Range<Int>, checksum: LazyChecksum? = nil) {
        precondition(file.contains(offset: range.lowerBound, length: range.count))
        self.file = file
        self.range = range
        self.checksum = checksum
    }

    /// A part of the run, with the same checksum; counts from the start of the run.
    func part(_ part: Range<Int>) -> StoredBytes {
        precondition(part.lowerBound >= 0 && part.upperBound <= range.count, "part outside of the run")
        return StoredBytes(
            file: file, range: range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound, checksum: checksum)
    }

    /// Compares the bytes with their checksum, where there is one and it was not compared before.
    /// - Throws: `zip` with `checksumMismatch`.
    func verify() throws(CheckpointError) {
        try checksum?.verify(in: file)
    }

    /// The bytes of a part of the run, verified; `part` counts from the start of the run. The memory they took is given back afterwards.
    func withBytes<R>(in part: Range<Int>, _ body: (UnsafeRawBufferPointer) -> R) throws(CheckpointError) -> R {
        precondition(part.lowerBound >= 0 && part.upperBound <= range.count, "part outside of the run")
        try verify()
        let absolute = range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound
        defer { file.releasePages(in: absolute) }
        return file.withBytes(in: absolute, body)
    }

    /// Calls `body` with the bytes of a part of the run, verified, in pieces of whole elements, and where in the part each begins: however
    /// long the part is, only a piece of it is in memory.
    func readPieces(in part: Range<Int>, _ body: (_ piece: UnsafeRawBufferPointer, _ start: Int) -> Void) throws(CheckpointError) {
        precondition(part.lowerBound >= 0 && part.upperBound <= range.count, "part outside of the run")
        try verify()
        try file.readPieces(in: range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound, body)
    }
}
