import CPNG

/// Writes PNG files. The same picture and texts always give the same bytes: no time stamp, fixed compression and filters.
public enum PNGWriter {
    /// The picture as a PNG file, the texts as UTF-8 (iTXt) in front of the pixels.
    ///
    /// - Throws: `ImageError`, when a keyword or text is not allowed or memory is short.
    public static func encode(_ image: Image, texts: [PNGText] = []) throws(ImageError) -> [UInt8] {
        let encoder = try PNGEncoder()
        for text in texts { try encoder.add(text) }
        return try encoder.encode(image)
    }

    /// Writes a PNG file that is complete as soon as its name exists.
    ///
    /// - Parameter overwriting: whether a regular file of that name may be replaced.
    /// - Throws: `ImageError`; then the folder is as it was before.
    public static func write(
        _ image: Image, texts: [PNGText] = [], to path: String, overwriting: Bool = false
    ) throws(ImageError) {
        try RegularFile.write(try encode(image, texts: texts), to: path, overwriting: overwriting)
    }
}
