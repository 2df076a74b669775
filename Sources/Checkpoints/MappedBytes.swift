/// The bytes of a tensor where they lie in a mapped file: nothing is copied, and pages come into memory when they are first read.
public struct MappedBytes: Sendable {
    private let file: MappedFile
    private let range: Range<Int>

    init(file: MappedFile, range: Range<Int>) {
        self.file = file
        self.range = range
    }

    public var count: Int { range.count }
    /// What keeps the mapping alive. The bytes are valid as long as it is held.
    public var owner: AnyObject { file }
    /// Valid as long as `owner` is held.
    public var bytes: UnsafeRawBufferPointer { file.withBytes(in: range) { $0 } }
}
