/// How much a PNG file from a stranger may ask for.
public struct PNGLimits: Sendable, Equatable {
    /// Width times height; judged by the file's first bytes, before anything is decoded.
    public var maximumPixelCount: Int

    /// The length of the file, in bytes.
    public var maximumFileBytes: Int

    /// What decoding may take beside the file and the picture: rows, decompression and all text chunks together, in bytes.
    public var maximumWorkingBytes: Int

    /// The length of a chunk that holds no pixels, in the file and after decompression, in bytes.
    public var maximumChunkBytes: Int

    /// 64 megapixels (8192 × 8192), a file of 512 MiB, 64 MiB beside the picture, 8 MiB in a chunk.
    public static let standard = PNGLimits()

    public init(
        maximumPixelCount: Int = 8192 * 8192,
        maximumFileBytes: Int = 512 << 20,
        maximumWorkingBytes: Int = 64 << 20,
        maximumChunkBytes: Int = 8 << 20
    ) {
        precondition(
            min(maximumPixelCount, maximumFileBytes, maximumWorkingBytes, maximumChunkBytes) > 0, "a limit below 1")
        self.maximumPixelCount = maximumPixelCount
        self.maximumFileBytes = maximumFileBytes
        self.maximumWorkingBytes = maximumWorkingBytes
        self.maximumChunkBytes = maximumChunkBytes
    }
}
