extension SafetensorsWriter {
    /// Where the first tensor may begin: kernels read mapped weights in whole cache lines.
    private static let alignment = 64

    /// The length of the header and the header, padded with spaces so that the first tensor is aligned.
    static func header(_ entries: [Entry], _ metadata: [String: String]) -> [UInt8] {
        var members: [String] = []
        if !metadata.isEmpty {
            let texts = metadata.sorted { $0.key < $1.key }.map { "\(quotedJSON($0.key)):\(quotedJSON($0.value))" }
            members.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
        }
        var end = 0
        for entry in entries {
            guard let count = StridedLayout.elementCount(of: entry.shape), let size = entry.elementType.byteCount else {
                preconditionFailure("\(entry.key) cannot be written as \(entry.elementType.name) of shape \(entry.shape)")
            }
            let start = end
            end += count * size
            let shape = entry.shape.map(String.init).joined(separator: ",")
            members.append(
                "\(quotedJSON(entry.key)):{\"dtype\":\"\(entry.elementType.safetensorsName)\",\"shape\":[\(shape)],"
                    + "\"data_offsets\":[\(start),\(end)]}")
        }
        var json = Array("{\(members.joined(separator: ","))}".utf8)
        let unpadded = SafetensorsHeader.lengthByteCount + json.count
        json += repeatElement(UInt8(ascii: " "), count: (alignment - unpadded % alignment) % alignment)
        return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json
    }

    /// The folder of a path, with its stroke, and the name in it.
    static func split(_ path: String) -> (folder: Substring, name: Substring) {
        guard let stroke = path.lastIndex(of: "/") else { return ("", path[...]) }
        return (path[...stroke], path[path.index(after: stroke)...])
    }

    /// The upper half of a Float32, rounded to nearest, ties to even; NaN stays NaN.
    static func bfloat16(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        guard !value.isNaN else { return UInt16(truncatingIfNeeded: bits >> 16) | 0x40 }
        return UInt16(truncatingIfNeeded: (bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
    }

    private static func quotedJSON(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
