import Checkpoints
import Testing

/// Small pickles that would take much memory, time or stack of a careless reader.
@Suite struct PickleLimitTests {
    private func error(_ body: (inout PickleAssembler) -> Void) throws -> PickleFault? {
        try openingError(TorchAssembler.archive(body))?.pickleFault
    }

    @Test func stackIsBounded() throws {
        let deep = [UInt8](repeating: UInt8(ascii: "N"), count: (1 << 20) + 1)
        #expect(try error { $0.raw(deep) } == .limitExceeded(.stackDepth, maximum: 1 << 20))
        let marks = [UInt8](repeating: UInt8(ascii: "("), count: (1 << 20) + 1)
        #expect(try error { $0.raw(marks) } == .limitExceeded(.stackDepth, maximum: 1 << 20))
    }

    @Test func memoIsBounded() throws {
        #expect(
            try error {
                $0.operation("N")
                $0.operation("r")
                $0.raw(littleEndian(UInt32.max))
            } == .limitExceeded(.memoIndex, maximum: 1 << 22))
    }

    /// Places of the memo that nothing is stored in take memory, too: tuples that leave room for themselves leave none for all places.
    @Test func placesOfTheMemoAreChargedFor() throws {
        let tuples = [UInt8](repeating: 0x85, count: 2_500_000)
        #expect(
            try error {
                $0.operation(")")
                $0.raw(tuples)
                $0.operation("r")
                $0.raw(littleEndian(UInt32((1 << 22) - 1)))
            } == .limitExceeded(.memory, maximum: 1 << 28))
    }

    @Test func longIntegersAndTextsAreBounded() throws {
        #expect(try error { $0.raw([0x8B] + littleEndian(UInt32(1 << 30))) } == .limitExceeded(.integerLength, maximum: 255))
        #expect(try error { $0.raw([0x8D] + littleEndian(UInt64.max)) } == .limitExceeded(.textLength, maximum: 1 << 24))
        #expect(try error { $0.raw([0x8E] + littleEndian(UInt64.max)) } == .truncated)
        #expect(try error { $0.raw([UInt8(ascii: "X")] + littleEndian(UInt32(1000))) } == .truncated)
        let name = [UInt8](repeating: UInt8(ascii: "a"), count: 300)
        #expect(try error { $0.raw([UInt8(ascii: "c")] + name) } == .limitExceeded(.textLength, maximum: 256))
        let frame = TorchAssembler.archive(pickle: [0x80, 4, 0x95] + littleEndian(UInt64.max) + [0x4E, 0x2E])
        #expect(try openingError(frame)?.pickleFault == .truncated)
    }

    /// Each dictionary holds the one before it twice: 2¹⁰⁰⁰ leaves for whoever walks it.
    @Test func sharedReferencesAreNotWalked() throws {
        let file = try TemporaryFile(
            TorchAssembler.archive(storages: ["0": [7]]) {
                $0.dictionary {
                    $0.text("weight")
                    $0.vector("0", count: 1)
                    $0.text("bomb")
                    $0.operation("]")
                    for _ in 0..<1000 {
                        $0.operation("q")
                        $0.raw(0)
                        $0.operation("0")
                        $0.operation("}")
                        for key in ["a", "b"] {
                            $0.text(key)
                            $0.operation("h")
                            $0.raw(0)
                            $0.operation("s")
                        }
                    }
                }
            })
        let checkpoint = try CheckpointFile.open(file.path)
        #expect(checkpoint.keys == ["weight"])
        #expect(checkpoint.skippedKeys == ["bomb"])
    }

    /// A list in a list in a list …: whoever recurses, be it only to free it, runs out of stack.
    @Test func deepNestingIsHarmless() throws {
        let depth = 500_000
        let file = try TemporaryFile(
            TorchAssembler.archive {
                $0.dictionary {
                    $0.text("deep")
                    $0.raw([UInt8](repeating: UInt8(ascii: "]"), count: depth))
                    $0.raw([UInt8](repeating: UInt8(ascii: "a"), count: depth - 1))
                }
            })
        #expect(try CheckpointFile.open(file.path).skippedKeys == ["deep"])
    }

    @Test func circlesAreHarmless() throws {
        // A dictionary that is its own wrapper.
        let file = try TemporaryFile(
            TorchAssembler.archive {
                $0.operation("}")
                $0.operation("q")
                $0.raw(0)
                $0.text("state_dict")
                $0.operation("h")
                $0.raw(0)
                $0.operation("s")
            })
        #expect(try CheckpointFile.open(file.path).keys.isEmpty)
    }

    @Test func memoryIsBounded() throws {
        // Tuples of tuples, each kept: about 90 bytes of memory for each byte of file.
        let chain = [UInt8](repeating: 0x85, count: 4_000_000)
        #expect(try error { $0.raw([UInt8(ascii: ")")] + chain) } == .limitExceeded(.memory, maximum: 1 << 28))
    }

    @Test func operationsAreBounded() throws {
        let idle = [UInt8]((0..<(1 << 23) + 1).flatMap { _ in [UInt8(ascii: "N"), UInt8(ascii: "0")] })
        #expect(try error { $0.raw(idle) } == .limitExceeded(.operations, maximum: 1 << 24))
    }
}
