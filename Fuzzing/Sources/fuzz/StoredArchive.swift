/// A zip archive of stored entries, taken apart and put together again in its simplest form.
struct StoredArchive {
    struct Entry {
        let name: [UInt8]
        var data: [UInt8]
    }

    var entries: [Entry] = []

    /// Nil where the directory leads nowhere.
    init?(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
        func number(at offset: Int, _ length: Int) -> Int? {
            guard offset >= 0, offset <= bytes.count - length else { return nil }
            return bytes[offset..<offset + length].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        func run(at offset: Int, _ length: Int) -> [UInt8]? {
            guard offset >= 0, offset <= bytes.count, length <= bytes.count - offset else { return nil }
            return Array(bytes[offset..<offset + length])
        }
        guard let count = number(at: bytes.count - 12, 2), var record = number(at: bytes.count - 6, 4) else { return nil }
        for _ in 0..<min(count, 64) {
            guard let size = number(at: record + 24, 4), let nameLength = number(at: record + 28, 2),
                let extraLength = number(at: record + 30, 2), let local = number(at: record + 42, 4),
                let name = run(at: record + 46, nameLength),
                let localNameLength = number(at: local + 26, 2), let localExtraLength = number(at: local + 28, 2),
                let data = run(at: local + 30 + localNameLength + localExtraLength, size)
            else { return nil }
            entries.append(Entry(name: name, data: data))
            record += 46 + nameLength + extraLength
        }
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let size = Self.bytes(entry.data.count, 4)
            let lengths = Self.bytes(entry.name.count, 2) + [0, 0]
            let common = [UInt8](repeating: 0, count: 8) + Self.bytes(Int(CRC32.checksum(of: entry.data)), 4) + size + size + lengths
            directory += [0x50, 0x4B, 1, 2, 0, 0, 0, 0] + common + [UInt8](repeating: 0, count: 10) + Self.bytes(bytes.count, 4) + entry.name
            bytes += [0x50, 0x4B, 3, 4, 0, 0] + common + entry.name + entry.data
        }
        let count = Self.bytes(entries.count, 2)
        let end = count + count + Self.bytes(directory.count, 4) + Self.bytes(bytes.count, 4) + [0, 0]
        return bytes + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + end
    }

    /// A number's bytes, the least significant first.
    private static func bytes(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}
