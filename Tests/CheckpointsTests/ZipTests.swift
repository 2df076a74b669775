import Checkpoints
import Testing

@Suite struct ZipTests {
    private static let pickle = PickleAssembler.pickle {
        $0.dictionary {
            $0.text("w")
            $0.vector("0", count: 3)
        }
    }

    private func entries() -> [ZipAssembler.Entry] {
        TorchAssembler.entries(pickle: ZipTests.pickle, storages: ["0": [1, 2, 3]])
    }

    /// The archive with its last entry, a storage, changed.
    private func archive(_ change: (inout ZipAssembler.Entry) -> Void) -> ZipAssembler {
        var entries = entries()
        change(&entries[entries.count - 1])
        return ZipAssembler(entries: entries)
    }

    private func fault(_ assembler: ZipAssembler) throws -> ZipFault? {
        try openingError(assembler.assemble().bytes)?.zipFault
    }

    private func values(_ assembler: ZipAssembler) throws -> [Float] {
        let file = try TemporaryFile(assembler.assemble().bytes)
        return try CheckpointFile.open(file.path).tensor("w").values
    }

    @Test func readsEveryFormOfRecord() throws {
        for isWide in [false, true] {
            for hasDescriptor in [false, true] {
                var assembler = ZipAssembler(entries: entries())
                for index in assembler.entries.indices {
                    assembler.entries[index].isWide = isWide
                    assembler.entries[index].hasDescriptor = hasDescriptor
                }
                for (hasWideEnd, hidesPlainEnd) in [(false, false), (true, false), (true, true)] {
                    assembler.hasWideEnd = hasWideEnd
                    assembler.hidesPlainEnd = hidesPlainEnd
                    #expect(try values(assembler) == [1, 2, 3], "\(isWide) \(hasDescriptor) \(hasWideEnd) \(hidesPlainEnd)")
                }
            }
        }
    }

    @Test func refusesEveryTruncation() throws {
        var assembler = ZipAssembler(entries: entries())
        assembler.hasWideEnd = true
        let bytes = assembler.assemble().bytes
        for length in 4..<bytes.count {
            #expect(try openingError(Array(bytes[..<length]))?.zipFault == .endRecordMissing, "\(length)")
        }
    }

    @Test func comparesStoragesWithTheirChecksumsWhenTheyAreRead() throws {
        let assembled = archive { _ in }.assemble()
        let offset = try #require(assembled.dataOffsets["archive/data/0"])
        var bytes = assembled.bytes
        bytes[offset] ^= 1
        let file = try TemporaryFile(bytes)
        let checkpoint = try CheckpointFile.open(file.path)
        let expected = ZipAssembler.crc32(littleEndian([1, 2, 3]))
        let found = ZipAssembler.crc32(Array(bytes[offset..<offset + 12]))
        #expect(
            throws: CheckpointError.zip(
                file: file.path, offset: offset, .checksumMismatch(entry: "archive/data/0", expected: expected, found: found))
        ) { try checkpoint.tensor("w") }
    }

    @Test func comparesThePickleWithItsChecksumAtOnce() throws {
        var bytes = archive { _ in }.assemble().bytes
        bytes[TorchAssembler.pickleOffset + 8] ^= 1
        guard case .checksumMismatch("archive/data.pkl", _, _)? = try openingError(bytes)?.zipFault else {
            Issue.record("a changed pickle was believed")
            return
        }
    }

    @Test func refusesWhatTorchNeverWrites() throws {
        let name = "archive/data/0"
        #expect(try fault(archive { $0.method = 8 }) == .compressed(entry: name, method: 8))
        for flags: UInt16 in [1, 1 << 5, 1 << 6, 1 << 13] {
            #expect(try fault(archive { $0.flags = flags }) == .unsupportedFlags(entry: name, flags: flags))
        }
    }

    @Test func refusesRecordsThatDisagree() throws {
        let name = "archive/data/0"
        #expect(try fault(archive { $0.localName = "archive/data/1" }) == .localRecordDisagrees(entry: name, field: .name))
        #expect(try fault(archive { $0.localFlags = 1 }) == .localRecordDisagrees(entry: name, field: .flags))
        #expect(try fault(archive { $0.localChecksum = 1 }) == .localRecordDisagrees(entry: name, field: .checksum))
        #expect(try fault(archive { $0.size = 8 }) == .localRecordDisagrees(entry: name, field: .size))
        #expect(
            try fault(archive { $0.hasDescriptor = true; $0.descriptorChecksum = 1 })
                == .localRecordDisagrees(entry: name, field: .dataDescriptor))
        #expect(try fault(archive { $0.localOffset = 1 }) == .localRecordMissing(entry: name))
        #expect(try fault(archive { $0.localOffset = 1 << 30 }) == .entryBeyondArchive(entry: name))
        #expect(try fault(archive { $0.localOffset = 1 << 62; $0.isWide = true }) == .entryBeyondArchive(entry: name))
        #expect(try fault(archive { $0.size = 1 << 30; $0.hasDescriptor = true }) == .entryBeyondArchive(entry: name))
    }

    @Test func refusesEntriesThatOverlap() throws {
        // The whole record of one entry lies inside the data of another: two names for the same bytes.
        let inner = ZipAssembler(entries: [.init(name: "archive/x", data: [1, 2, 3])]).assemble().bytes
        var entries = entries()
        entries.append(.init(name: "archive/outer", data: Array(inner[..<42])))
        let outer = try #require(ZipAssembler(entries: entries).assemble().dataOffsets["archive/outer"])
        entries.append(.init(name: "archive/x", data: [1, 2, 3], localOffset: outer))
        #expect(try fault(ZipAssembler(entries: entries)) == .entriesOverlap(entry: "archive/x"))
    }

    @Test(arguments: [
        "../evil", "archive/../evil", "/archive/evil", "archive//evil", "archive/./evil", "archive\\evil", "c:evil", "archive/\0", "archive/", "",
    ])
    func refusesNamesThatLeaveTheArchive(name: String) throws {
        #expect(try fault(archive { $0.name = name }) == .unsafeName(entry: name))
    }

    @Test func refusesDuplicateEntries() throws {
        #expect(try fault(archive { $0.name = "archive/version" }) == .duplicateEntry(entry: "archive/version"))
    }

    @Test func refusesEndRecordsThatDisagree() throws {
        var assembler = archive { _ in }
        // More than can be in a directory of that size; one more, and one less than there are.
        assembler.entryCount = 9
        #expect(try fault(assembler) == .endRecordDisagrees)
        assembler.entryCount = 5
        #expect(try fault(assembler) == .directoryBroken)
        assembler.entryCount = 3
        #expect(try fault(assembler) == .directoryBroken)
        assembler.hasWideEnd = true
        #expect(try fault(assembler) == .endRecordDisagrees)
        assembler = archive { _ in }
        assembler.hidesPlainEnd = true
        #expect(try fault(assembler) == .endRecordDisagrees)
        assembler = archive { _ in }
        assembler.trailer = [0]
        #expect(try fault(assembler) == .endRecordMissing)
    }
}
