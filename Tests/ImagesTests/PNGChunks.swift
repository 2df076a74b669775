/// The chunks of a PNG file, taken apart and put together independently of libpng, so that tests can look inside and forge.
struct PNGChunks {
    struct Chunk: Equatable {
        var name: String
        var data: [UInt8]
    }

    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    var chunks: [Chunk]

    init(_ chunks: [Chunk]) { self.chunks = chunks }

    /// Takes a sound file apart.
    init(_ bytes: [UInt8]) {
        chunks = []
        var offset = 8
        while offset < bytes.count {
            let length = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
            let name = String(decoding: bytes[offset + 4..<offset + 8], as: UTF8.self)
            chunks.append(Chunk(name: name, data: Array(bytes[offset + 8..<offset + 8 + length])))
            offset += length + 12
        }
    }

    /// The file, every checksum right.
    var bytes: [UInt8] {
        chunks.reduce(into: Self.signature) { bytes, chunk in
            let named = Array(chunk.name.utf8) + chunk.data
            bytes += Self.bigEndian(chunk.data.count) + named + Self.bigEndian(Self.checksum(of: named))
        }
    }

    /// An IHDR chunk.
    static func header(width: Int, height: Int, bitDepth: UInt8 = 8, colorType: UInt8 = 2) -> Chunk {
        Chunk(name: "IHDR", data: bigEndian(width) + bigEndian(height) + [bitDepth, colorType, 0, 0, 0])
    }

    private static func bigEndian(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    /// CRC-32 as in PNG Specification, annex D.
    private static func checksum(of bytes: [UInt8]) -> Int {
        var remainder: UInt32 = .max
        for byte in bytes {
            remainder ^= UInt32(byte)
            for _ in 0..<8 { remainder = remainder >> 1 ^ (remainder & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
        return Int(~remainder)
    }
}
