import Foundation

/// Files that a stranger could send.
enum HostileFiles {
    /// A safetensors file of this header and so many zeros.
    static func safetensors(header: String, announcedLength: Int? = nil, dataByteCount: Int = 0) -> Data {
        let length = UInt64(announcedLength ?? header.utf8.count).littleEndian
        return withUnsafeBytes(of: length) { Data($0) } + Data(header.utf8) + Data(count: dataByteCount)
    }

    static let headerBeyondFile = safetensors(header: "{}", announcedLength: 1 << 20)

    static let overlap = safetensors(
        header: """
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}
            """, dataByteCount: 12)

    static let shapeOverflow = safetensors(
        header: #"{"a":{"dtype":"F32","shape":[4294967296,4294967296,16],"data_offsets":[0,8]}}"#, dataByteCount: 8)

    /// A checkpoint of torch's older kind whose object is what a function makes of the text `true`: a loader that obeyed would call it.
    static func pickle(naming reference: (module: String, name: String)) -> Data {
        let magicNumber: [UInt8] = [0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
        let protocolVersion = Array("M".utf8) + [0xE9, 0x03]
        let systemInformation = Array("}".utf8)
        let call: [UInt8] = [0x58, 4, 0, 0, 0] + Array("true".utf8) + [0x85, 0x52]
        let object = Array("c\(reference.module)\n\(reference.name)\n".utf8) + call
        return [magicNumber, protocolVersion, systemInformation, object].reduce(into: Data()) { file, body in
            file += [0x80, 0x02] + body + Array(".".utf8)
        }
    }

    /// The head of a PNG file that promises a picture of this size.
    static func png(width: UInt32, height: UInt32) -> Data {
        Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            + chunk("IHDR", bigEndian(width) + bigEndian(height) + [8, 2, 0, 0, 0]) + chunk("IEND", [])
    }

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let named = Array(name.utf8) + data
        return bigEndian(UInt32(data.count)) + named + bigEndian(checksum(of: named))
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    /// CRC-32 as in the PNG specification, annex D.
    private static func checksum(of bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { remainder, byte in
            (0..<8).reduce(remainder ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }
}
