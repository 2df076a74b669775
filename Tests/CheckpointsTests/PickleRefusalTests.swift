import Checkpoints
import Testing

/// What a pickle may not do. Each is wrapped into an archive that is sound otherwise.
@Suite struct PickleRefusalTests {
    private func fault(storages: [String: [Float]] = ["0": [1, 2, 3, 4]], _ body: (inout PickleAssembler) -> Void) throws -> PickleFault? {
        try openingError(TorchAssembler.archive(storages: storages, body))?.pickleFault
    }

    @Test func namesForbiddenGlobals() throws {
        // `cos\nsystem\n(S'...'\ntR.` in its binary form.
        let error = try #require(
            try openingError(
                TorchAssembler.archive {
                    $0.global("os", "system")
                    $0.reduce { $0.text("true") }
                }))
        #expect(error.pickleFault == .forbiddenGlobal("os.system"))
        #expect(error.offset == TorchAssembler.pickleOffset + 2)
        #expect(
            try fault {
                $0.text("builtins")
                $0.text("eval")
                $0.raw(0x93)
            } == .forbiddenGlobal("builtins.eval"))
        for (module, name) in [
            ("torch", "load"), ("torch", "Tensor"), ("torch._utils", "_rebuild_tensor"), ("collections", "OrderedDict.fromkeys"),
            ("omegaconfusion", "DictConfig"), ("numpy", "load"), ("pathlib", "os"), ("__builtin__", "getattr"),
        ] {
            #expect(try fault { $0.global(module, name) } == .forbiddenGlobal("\(module).\(name)"))
        }
    }

    @Test(arguments: [
        (0x32, "DUP"), (0x69, "INST"), (0x6F, "OBJ"), (0x82, "EXT1"), (0x83, "EXT2"), (0x84, "EXT4"), (0x50, "PERSID"), (0x92, "NEWOBJ_EX"),
        (0x46, "FLOAT"), (0x49, "INT"), (0x4C, "LONG"), (0x53, "STRING"), (0x56, "UNICODE"), (0x67, "GET"), (0x70, "PUT"),
        (0x97, "NEXT_BUFFER"), (0x98, "READONLY_BUFFER"), (0x80, "PROTO"),
    ] as [(UInt8, String)])
    func namesForbiddenOpcodes(code: UInt8, name: String) throws {
        let error = try #require(
            try openingError(
                TorchAssembler.archive {
                    $0.operation("N")
                    $0.raw(code, 0, 0, 0, 0)
                }))
        #expect(error.pickleFault == .forbiddenOpcode(name))
        #expect(error.offset == TorchAssembler.pickleOffset + 3)
    }

    @Test func refusesWhatIsNoOpcode() throws {
        #expect(try fault { $0.raw(0xFF) } == .unknownOpcode(0xFF))
        #expect(try fault { $0.raw(0) } == .unknownOpcode(0))
    }

    @Test func refusesOtherProtocols() throws {
        for head in [[0x80, 1], [0x80, 6], [UInt8(ascii: "}"), UInt8(ascii: ".")]] as [[UInt8]] {
            #expect(try openingError(TorchAssembler.archive(pickle: head + [UInt8(ascii: ".")]))?.pickleFault == .unsupportedProtocol)
        }
    }

    @Test func refusesWrongArguments() throws {
        let rebuild = PickleFault.wrongArguments(global: "torch._utils._rebuild_tensor_v2")
        #expect(
            try fault {
                $0.global("torch._utils", "_rebuild_tensor_v2")
                $0.reduce { $0.text("cheese") }
            } == rebuild)
        #expect(
            try fault {
                $0.tensor(shape: [1], strides: [1]) { $0.text("no storage") }
            } == rebuild)
        // More extents than a tensor can have.
        #expect(
            try fault {
                $0.tensor(shape: [Int](repeating: 1, count: 65), strides: [Int](repeating: 1, count: 65)) { $0.storage("0", count: 4) }
            } == rebuild)
        #expect(
            try fault {
                $0.global("torch._utils", "_rebuild_parameter")
                $0.reduce { $0.integer(3) }
            } == .wrongArguments(global: "torch._utils._rebuild_parameter"))
        #expect(
            try fault {
                $0.global("collections", "OrderedDict")
                $0.reduce { $0.integer(3) }
            } == .wrongArguments(global: "collections.OrderedDict"))
        #expect(
            try fault {
                $0.global("torch", "FloatStorage")
                $0.reduce { $0.integer(1 << 40) }
            } == .wrongArguments(global: "torch.FloatStorage"))
    }

    @Test func refusesWrongOperands() throws {
        #expect(
            try fault {
                $0.integer(1)
                $0.text("a")
                $0.integer(2)
                $0.operation("s")
            } == .wrongOperand(expected: "a dictionary"))
        #expect(
            try fault {
                $0.operation("}")
                $0.integer(2)
                $0.operation("a")
            } == .wrongOperand(expected: "a list"))
        #expect(
            try fault {
                $0.operation("}")
                $0.operation("(")
                $0.integer(2)
                $0.operation("u")
            } == .wrongOperand(expected: "as many values as keys"))
        #expect(
            try fault {
                $0.text("callable")
                $0.emptyTuple()
                $0.operation("R")
            } == .wrongOperand(expected: "an allowed name"))
        #expect(
            try fault {
                $0.operation("}")
                $0.operation("}")
                $0.operation("b")
            } == .wrongOperand(expected: "an object with attributes"))
        #expect(
            try fault {
                $0.global("torch._utils", "_rebuild_tensor_v2")
                $0.emptyTuple()
                $0.raw(0x81)
            } == .wrongOperand(expected: "an allowed class"))
    }

    @Test func refusesStacksThatDoNotFit() throws {
        #expect(try fault { $0.operation("0") } == .stackUnderflow)
        #expect(try fault { $0.operation("t") } == .stackUnderflow)
        #expect(try fault { $0.operation("q"); $0.raw(0) } == .stackUnderflow)
        // A mark is a wall.
        #expect(
            try fault {
                $0.operation("N")
                $0.operation("(")
                $0.operation("0")
            } == .stackUnderflow)
        #expect(try fault { _ in } == .unfinished)
        #expect(
            try fault {
                $0.operation("N")
                $0.operation("N")
            } == .unfinished)
        #expect(
            try fault {
                $0.operation("h")
                $0.raw(7)
            } == .memoMissing(index: 7))
    }

    @Test func refusesDataAfterTheEnd() throws {
        let pickle = PickleAssembler.pickle { $0.operation("}") }
        let error = try #require(try openingError(TorchAssembler.archive(pickle: pickle + PickleAssembler.pickle { $0.operation("}") })))
        #expect(error.pickleFault == .dataAfterStop(count: 4))
        #expect(error.offset == TorchAssembler.pickleOffset + pickle.count)
    }

    @Test func refusesEveryTruncation() throws {
        let pickle = PickleAssembler.pickle {
            $0.orderedDictionary {
                $0.text("weight")
                $0.vector("0", count: 4)
            }
        }
        #expect(try openingError(TorchAssembler.archive(pickle: pickle, storages: ["0": [1, 2, 3, 4]])) == nil)
        for length in 0..<pickle.count {
            let fault = try openingError(TorchAssembler.archive(pickle: Array(pickle[..<length]), storages: ["0": [1, 2, 3, 4]]))?.pickleFault
            #expect(fault == .truncated, "\(length)")
        }
    }

    @Test func refusesStorageReferencesOfOtherForms() throws {
        #expect(
            try fault {
                $0.integer(1)
                $0.operation("Q")
            } == .invalidStorageReference)
        #expect(
            try fault {
                $0.tuple { $0.text("module"); $0.text("x"); $0.text("x"); $0.text("x"); $0.integer(1) }
                $0.operation("Q")
            } == .invalidStorageReference)
        #expect(try fault { $0.storage("0", count: -1) } == .invalidStorageReference)
        #expect(try fault { $0.storage("0", count: 4, view: (start: 3, count: 2)) } == .invalidStorageReference)
        #expect(try fault { $0.storage("0", count: 4, view: (start: -1, count: 2)) } == .invalidStorageReference)
        #expect(try fault { $0.storage("0", count: 4, view: (start: 1, count: Int.max)) } == .invalidStorageReference)
    }

    @Test(arguments: [
        ([5], [1], 0), ([2], [4], 0), ([4], [1], 1), ([1], [1], 4), ([1], [1], -1), ([2], [-1], 3), ([-1], [1], 0), ([2, 2], [2], 0),
        ([2], [Int.max], 0), ([Int.max, Int.max], [1, 1], 0), ([2, 2], [Int.max, Int.max], 0), ([0], [1], 5),
        // A stride of 0 must not make gigabytes out of a few bytes.
        ([1 << 40], [0], 0), ([5], [0], 0),
    ] as [([Int], [Int], Int)])
    func refusesViewsOutsideTheStorage(shape: [Int], strides: [Int], offset: Int) throws {
        #expect(
            try fault { $0.tensor(shape: shape, strides: strides, offset: offset) { $0.storage("0", count: 4) } }
                == .viewOutsideStorage(shape: shape, strides: strides, offset: offset, storageCount: 4))
    }

    @Test func refusesTextThatIsNotUTF8() throws {
        #expect(try fault { $0.raw(0x8C, 1, 0xFF) } == .notUTF8)
        #expect(try fault { $0.raw([UInt8(ascii: "c"), 0xFF, 0x0A]) } == .notUTF8)
    }
}
