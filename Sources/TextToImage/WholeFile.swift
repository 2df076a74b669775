import Images

/// Text files that stand whole under their name or not at all.
public enum WholeFile {
    /// - Throws: `ImageError.alreadyExists`, `.notARegularFile` or `.cannotWrite`; then nothing is left behind.
    public static func write(_ text: String, to path: String, overwriting: Bool) throws(ImageError) {
        try RegularFile.write(Array(text.utf8), to: path, overwriting: overwriting)
    }
}
