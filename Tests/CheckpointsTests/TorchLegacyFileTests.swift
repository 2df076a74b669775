import Checkpoints
import Testing

@Suite struct TorchLegacyFileTests {
    private func weight(count: Int = 4, view: (start: Int, count: Int)? = nil) -> (inout PickleAssembler) -> Void {
        {
            $0.dictionary {
                $0.text("w")
                $0.tensor(shape: [view?.count ?? count], strides: [1]) {
                    $0.storage("140", count: count, isLegacy: true, view: view)
                }
                $0.text("b")
                $0.tensor(shape: [1], strides: [1], offset: 1) { $0.storage("99", count: 2, isLegacy: true) }
            }
        }
    }

    private let storages: [(key: String, values: [Float])] = [("99", [8, 9]), ("140", [1, 2, 3, 4])]

    @Test func readsStoragesInTheirOrder() throws {
        let file = try TemporaryFile(TorchAssembler.legacy(storages: storages, weight()))
        let checkpoint = try CheckpointFile.open(file.path)
        #expect(checkpoint is TorchLegacyFile)
        #expect(try checkpoint.tensor("w").values == [1, 2, 3, 4])
        #expect(try checkpoint.tensor("b").values == [9])
    }

    @Test func readsPartsOfStorages() throws {
        let file = try TemporaryFile(TorchAssembler.legacy(storages: storages, weight(view: (start: 1, count: 2))))
        #expect(try CheckpointFile.open(file.path).tensor("w").values == [2, 3])
    }

    @Test func refusesEveryTruncation() throws {
        let bytes = TorchAssembler.legacy(storages: storages, weight())
        for length in 0..<bytes.count {
            #expect(try openingError(Array(bytes[..<length])) != nil, "\(length)")
        }
        #expect(try openingError(bytes) == nil)
        #expect(try openingError(bytes + [0])?.torchFault == .trailingBytes(count: 1))
    }

    @Test func refusesWhatDoesNotFit() throws {
        #expect(try openingError(TorchAssembler.legacy(storages: storages, isLittleEndian: false, weight()))?.torchFault == .bigEndian)
        #expect(try openingError(TorchAssembler.legacy(storages: storages, version: 1002, weight()))?.torchFault == .unsupportedVersion)
        #expect(try openingError(TorchAssembler.legacy(storages: storages, weight(count: 3)))?.torchFault == .storageDisagrees(key: "140"))
        #expect(
            try openingError(TorchAssembler.legacy(storages: storages, weight(count: 100)))?.torchFault
                == .storageTooShort(key: "140", needed: 400, found: 16))
        #expect(
            try openingError(TorchAssembler.legacy(storages: [storages[0]], weight()))?.torchFault == .storageMissing(key: "140"))
        #expect(
            try openingError(TorchAssembler.legacy(storages: storages, listedKeys: ["99", "99"], weight()))?.torchFault
                == .storageDisagrees(key: "99"))
        #expect(
            try openingError(TorchAssembler.legacy(storages: storages, listedKeys: ["99", "7"], weight()))?.torchFault
                == .storageDisagrees(key: "7"))
    }

    @Test func refusesOneStorageOfTwoSizes() throws {
        let bytes = TorchAssembler.legacy(storages: storages) {
            $0.dictionary {
                for count in [4, 3] {
                    $0.text("w\(count)")
                    $0.tensor(shape: [1], strides: [1]) { $0.storage("140", count: count, isLegacy: true) }
                }
                $0.text("b")
                $0.tensor(shape: [1], strides: [1]) { $0.storage("99", count: 2, isLegacy: true) }
            }
        }
        #expect(try openingError(bytes)?.torchFault == .storageDisagrees(key: "140"))
    }

    /// Each of the file's pickles alone is within the budget.
    @Test func allPicklesShareOneBudget() throws {
        let tuples = PickleAssembler.pickle {
            $0.operation(")")
            $0.raw([UInt8](repeating: 0x85, count: 1_700_000))
            $0.operation("0")
            $0.operation("}")
        }
        let head = TorchAssembler.legacy(storages: []) { $0.operation("}") }.prefix(15) + PickleAssembler.pickle { $0.integer(1001) }
        #expect(try openingError(head + tuples + tuples)?.pickleFault == .limitExceeded(.memory, maximum: 1 << 28))
        #expect(try openingError(head + tuples)?.pickleFault == .truncated)
    }

    @Test func refusesForeignGlobals() throws {
        let bytes = TorchAssembler.legacy(storages: []) {
            $0.global("posix", "system")
            $0.reduce { $0.text("true") }
        }
        #expect(try openingError(bytes)?.pickleFault == .forbiddenGlobal("posix.system"))
    }
}
