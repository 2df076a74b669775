/// The checksums of a PNG file's chunks.
enum PNGChecksums {
    private static let signatureLength = 8

    /// Makes every checksum right, as far as the lengths of the chunks make sense.
    static func repair(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
        var offset = signatureLength
        while offset + 12 <= bytes.count {
            let length = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
            guard length <= bytes.count - offset - 12 else { return }
            let checksum = CRC32.checksum(of: bytes[offset + 4..<offset + 8 + length])
            for place in 0..<4 { bytes[offset + 8 + length + place] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * place)) }
            offset += 12 + length
        }
    }
}
