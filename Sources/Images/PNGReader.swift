/// Reads PNG files, including ones from strangers.
///
/// Every colour type, depth and interlacing comes out as 8-bit RGB, or as RGBA where the file has an alpha channel or a transparent
/// colour. Grey is repeated, palettes are looked up, 16-bit samples keep their high byte. Gamma and colour profiles are not applied, as
/// in Pillow; so a picture reaches a model with the same samples as in Python (but for 16-bit grey, which Pillow saturates).
public enum PNGReader {
    /// Reads a regular file.
    ///
    /// - Throws: `ImageError`, when the file cannot be read, is not a whole and sound PNG file or asks for more than the limits.
    public static func read(path: String, limits: PNGLimits = .standard) throws(ImageError) -> PNGFile {
        let bytes = try RegularFile.contents(path: path, maximumByteCount: limits.maximumFileBytes)
        return try read(bytes: bytes, name: path, limits: limits)
    }

    /// Reads a file that is in memory. Errors call it by `name`.
    ///
    /// - Throws: `ImageError`, when it is not a whole and sound PNG file or asks for more than the limits.
    public static func read(
        bytes: [UInt8], name: String = "PNG", limits: PNGLimits = .standard
    ) throws(ImageError) -> PNGFile {
        guard bytes.count <= limits.maximumFileBytes else {
            throw .fileTooLarge(file: name, byteCount: bytes.count, limit: limits.maximumFileBytes)
        }
        let header = try PNGHeader(bytes, file: name)
        try header.check(maximumPixelCount: limits.maximumPixelCount, fileBytes: bytes.count, file: name)
        return try bytes.withUnsafeBufferPointer { (buffer) throws(ImageError) -> PNGFile in
            try PNGDecoder(buffer, file: name, limits: limits).decode()
        }
    }
}
