/// Weights as kernels read them: in memory of their own, or where they lie in a mapped file. Never written to.
public struct PackedBytes: @unchecked Sendable {
    /// Aligned to 64 bytes.
    public let bytes: UnsafeRawBufferPointer
    private let owner: AnyObject

    /// Bytes that somebody else holds, such as a mapped file.
    ///
    /// - Parameters:
    ///   - bytes: aligned to 64.
    ///   - owner: as long as it lives, so do the bytes.
    public init(_ bytes: UnsafeRawBufferPointer, of owner: AnyObject) {
        precondition(Self.isAligned(bytes), "bytes that are not aligned")
        self.bytes = bytes
        self.owner = owner
    }

    /// New bytes, zeros until `body` fills them.
    init(byteCount: Int, initializingWith body: (UnsafeMutableRawBufferPointer) -> Void) {
        let memory = ZeroedMemory(byteCount: byteCount)
        body(memory.bytes)
        self.init(UnsafeRawBufferPointer(rebasing: memory.bytes[..<byteCount]), of: memory)
    }

    /// A copy, wherever the bytes lie.
    public init(copying bytes: UnsafeRawBufferPointer) {
        self.init(byteCount: bytes.count) { $0.copyMemory(from: bytes) }
    }

    public var count: Int { bytes.count }

    /// Whether kernels can read bytes where they lie.
    public static func isAligned(_ bytes: UnsafeRawBufferPointer) -> Bool { UInt(bitPattern: bytes.baseAddress) % 64 == 0 }
}
