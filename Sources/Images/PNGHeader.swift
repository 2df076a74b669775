/// What a PNG file declares about its picture, read from its first bytes alone.
///
/// Source: Portable Network Graphics (PNG) Specification, Third Edition, 5.2 and 11.2.1.
struct PNGHeader {
    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    private static let chunkName = [UInt8]("IHDR".utf8)

    /// Where width, height, bit depth and colour type stand, one after the other.
    private static let sizeOffset = 16
    private static let byteCount = 26

    /// Deflate cannot make data smaller than by this factor (zlib's technical details: 1032 to 1).
    private static let largestCompression = 1032

    let width: Int
    let height: Int

    /// In the file, before decoding: 1 to 64.
    let bitsPerPixel: Int

    /// Reads the signature and the start of the IHDR chunk. Whether its checksum fits is left to the decoder.
    ///
    /// - Throws: `ImageError.notPNG`, `.truncated` or `.malformed`.
    init(_ bytes: [UInt8], file: String) throws(ImageError) {
        guard bytes.starts(with: Self.signature.prefix(max(bytes.count, 1))) else { throw .notPNG(file: file) }
        guard bytes.count >= Self.byteCount else { throw .truncated(file: file, byteOffset: bytes.count) }
        let nameOffset = Self.sizeOffset - Self.chunkName.count
        guard bytes[nameOffset..<Self.sizeOffset].elementsEqual(Self.chunkName) else {
            throw .malformed(file: file, reason: "the first chunk is not IHDR", byteOffset: Self.sizeOffset)
        }
        width = Self.integer(in: bytes, at: Self.sizeOffset)
        height = Self.integer(in: bytes, at: Self.sizeOffset + 4)
        bitsPerPixel = Int(bytes[Self.sizeOffset + 8]) * Self.sampleCount(colorType: bytes[Self.sizeOffset + 9])
    }

    /// Refuses what is larger than the limit, and what so short a file cannot hold however well it is compressed.
    ///
    /// - Throws: `ImageError.tooManyPixels` or `.truncated`.
    func check(maximumPixelCount: Int, fileBytes: Int, file: String) throws(ImageError) {
        // A quotient, because the product of two numbers below 2³² may overflow.
        guard width <= maximumPixelCount / max(height, 1) else {
            throw .tooManyPixels(file: file, width: width, height: height, limit: maximumPixelCount)
        }
        guard width * height / (8 * Self.largestCompression) * bitsPerPixel <= fileBytes else {
            throw .truncated(file: file, byteOffset: fileBytes)
        }
    }

    /// Samples of a pixel in the file. A palette index is one; so is, until the decoder refuses it, a colour type that does not exist.
    private static func sampleCount(colorType: UInt8) -> Int {
        switch colorType {
        case 2: 3
        case 4: 2
        case 6: 4
        default: 1
        }
    }

    /// Four bytes, most significant first.
    private static func integer(in bytes: [UInt8], at offset: Int) -> Int {
        bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }
}
