/// Writes PyTorch checkpoints around pickles.
enum TorchAssembler {
    /// The entries of an archive with little-endian float storages.
    static func entries(pickle: [UInt8], storages: [String: [Float]] = [:]) -> [ZipAssembler.Entry] {
        var entries = [
            ZipAssembler.Entry(name: "archive/data.pkl", data: pickle),
            ZipAssembler.Entry(name: "archive/byteorder", data: Array("little".utf8)),
            ZipAssembler.Entry(name: "archive/version", data: Array("3\n".utf8)),
        ]
        for (key, values) in storages.sorted(by: { $0.key < $1.key }) {
            entries.append(ZipAssembler.Entry(name: "archive/data/\(key)", data: littleEndian(values)))
        }
        return entries
    }

    static func archive(pickle: [UInt8], storages: [String: [Float]] = [:]) -> [UInt8] {
        ZipAssembler(entries: entries(pickle: pickle, storages: storages)).assemble().bytes
    }

    /// An archive whose pickle is what `body` writes.
    static func archive(storages: [String: [Float]] = [:], _ body: (inout PickleAssembler) -> Void) -> [UInt8] {
        archive(pickle: PickleAssembler.pickle(body), storages: storages)
    }

    /// Where the pickle of `archive` begins in the file: behind a local record and a name.
    static let pickleOffset = 30 + "archive/data.pkl".utf8.count

    /// The file of the time before the archives.
    static func legacy(
        storages: [(key: String, values: [Float])], isLittleEndian: Bool = true, version: Int = 1001, listedKeys: [String]? = nil,
        _ body: (inout PickleAssembler) -> Void
    ) -> [UInt8] {
        var bytes: [UInt8] = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, UInt8(ascii: ".")]
        bytes += PickleAssembler.pickle { $0.integer(version) }
        bytes += PickleAssembler.pickle {
            $0.dictionary {
                $0.text("little_endian")
                $0.raw(isLittleEndian ? 0x88 : 0x89)
            }
        }
        bytes += PickleAssembler.pickle(body)
        bytes += PickleAssembler.pickle {
            $0.operation("]")
            $0.operation("(")
            for key in listedKeys ?? storages.map(\.key) { $0.text(key) }
            $0.operation("e")
        }
        for storage in storages {
            bytes += littleEndian(UInt64(storage.values.count)) + littleEndian(storage.values)
        }
        return bytes
    }
}
