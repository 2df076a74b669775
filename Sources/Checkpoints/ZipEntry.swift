/// A stored entry of a zip archive whose records were found to agree.
struct ZipEntry: Sendable {
    let name: String
    /// Its bytes, compared with the archive's checksum when first read.
    let bytes: StoredBytes
}
