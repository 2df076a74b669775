import Checkpoints
import Tensors
import Testing

@Suite struct TorchFileTests {
    private static let matrix: [Float] = [1, 2, 3, 4, 5, 6]

    private func open(
        storages: [String: [Float]] = ["0": matrix], _ body: (inout PickleAssembler) -> Void
    ) throws -> (TemporaryFile, any Checkpoint) {
        let file = try TemporaryFile(TorchAssembler.archive(storages: storages, body))
        return (file, try CheckpointFile.open(file.path))
    }

    @Test func readsViews() throws {
        let (file, checkpoint) = try open {
            $0.dictionary {
                $0.text("whole")
                $0.tensor(shape: [2, 3], strides: [3, 1]) { $0.storage("0", count: 6) }
                $0.text("transposed")
                $0.tensor(shape: [3, 2], strides: [1, 3]) { $0.storage("0", count: 6) }
                $0.text("column")
                $0.tensor(shape: [2], strides: [3], offset: 1) { $0.storage("0", count: 6) }
                $0.text("row")
                $0.tensor(shape: [1, 3], strides: [99, 1], offset: 3) { $0.storage("0", count: 6) }
                $0.text("repeated")
                $0.tensor(shape: [2, 2], strides: [0, 2], offset: 1) { $0.storage("0", count: 6) }
                $0.text("scalar")
                $0.tensor(shape: [], strides: [], offset: 5) { $0.storage("0", count: 6) }
                $0.text("none")
                $0.tensor(shape: [0, 4], strides: [4, 1], offset: 6) { $0.storage("0", count: 6) }
                $0.text("permuted")
                $0.tensor(shape: [3, 1, 2], strides: [1, 7, 3]) { $0.storage("0", count: 6) }
            }
        }
        #expect(checkpoint is TorchZipFile)
        let expected: [String: ([Int], [Float])] = [
            "whole": ([2, 3], [1, 2, 3, 4, 5, 6]), "transposed": ([3, 2], [1, 4, 2, 5, 3, 6]), "column": ([2], [2, 5]),
            "row": ([1, 3], [4, 5, 6]), "repeated": ([2, 2], [2, 4, 2, 4]), "scalar": ([], [6]), "none": ([0, 4], []),
            "permuted": ([3, 1, 2], [1, 4, 2, 5, 3, 6]),
        ]
        #expect(checkpoint.keys == expected.keys.sorted())
        for (key, (shape, values)) in expected {
            let tensor = try checkpoint.tensor(key)
            #expect(tensor.shape == shape)
            #expect(tensor.values == values, "\(key)")
        }
        withExtendedLifetime(file) {}
    }

    /// Parameters, an attribute of the state dictionary, and everything that Lightning leaves beside it.
    @Test func readsLightning() throws {
        let (file, checkpoint) = try open {
            $0.dictionary {
                $0.text("epoch")
                $0.integer(17)
                $0.text("global_step")
                $0.integer(1 << 40)
                $0.text("state_dict")
                $0.orderedDictionary {
                    $0.text("weight")
                    $0.global("torch._utils", "_rebuild_parameter")
                    $0.reduce {
                        $0.vector("0", count: 6)
                        $0.raw(0x88)
                        $0.global("collections", "OrderedDict")
                        $0.emptyTuple()
                        $0.operation("R")
                    }
                }
                $0.dictionary {
                    $0.text("_metadata")
                    $0.orderedDictionary { _ in }
                }
                $0.operation("b")
                $0.text("callbacks")
                $0.dictionary {
                    $0.global("pytorch_lightning.callbacks.model_checkpoint", "ModelCheckpoint")
                    $0.dictionary {
                        $0.text("best_model_score")
                        $0.global("numpy.core.multiarray", "scalar")
                        $0.reduce {
                            $0.global("numpy", "dtype")
                            $0.reduce { $0.text("f8") }
                            $0.tuple { $0.integer(3); $0.text("<") }
                            $0.operation("b")
                            $0.global("_codecs", "encode")
                            $0.reduce { $0.text("binary"); $0.text("latin1") }
                        }
                    }
                }
                $0.text("hyper_parameters")
                $0.global("omegaconf.dictconfig", "DictConfig")
                $0.emptyTuple()
                $0.raw(0x81)
                $0.dictionary {
                    $0.text("_content")
                    $0.global("collections", "defaultdict")
                    $0.reduce { $0.global("__builtin__", "dict") }
                    $0.text("path")
                    $0.global("pathlib", "PosixPath")
                    $0.reduce { $0.text("/tmp") }
                    $0.operation("s")
                }
                $0.operation("b")
                $0.text("namespace")
                $0.global("argparse", "Namespace")
                $0.emptyTuple()
                $0.raw(0x81)
            }
        }
        #expect(checkpoint.keys == ["weight"])
        #expect(try checkpoint.tensor("weight").values == TorchFileTests.matrix)
        #expect(checkpoint.skippedKeys == ["callbacks", "epoch", "global_step", "hyper_parameters", "namespace"])
        withExtendedLifetime(file) {}
    }

    @Test func prefersAveragedWeights() throws {
        let (file, checkpoint) = try open(storages: ["0": [1], "1": [2]]) {
            $0.dictionary {
                for (name, key) in [("params", "0"), ("params_ema", "1")] {
                    $0.text(name)
                    $0.dictionary {
                        $0.text("w")
                        $0.vector(key, count: 1)
                    }
                }
            }
        }
        #expect(try checkpoint.tensor("w").values == [2])
        #expect(checkpoint.skippedKeys == ["params"])
        withExtendedLifetime(file) {}
    }

    @Test func laterEntriesWin() throws {
        let (file, checkpoint) = try open(storages: ["0": [1], "1": [2]]) {
            $0.dictionary {
                $0.text("w")
                $0.vector("0", count: 1)
                $0.text("gone")
                $0.vector("0", count: 1)
                $0.text("w")
                $0.vector("1", count: 1)
                $0.text("gone")
                $0.operation("N")
            }
        }
        #expect(checkpoint.keys == ["w"])
        #expect(try checkpoint.tensor("w").values == [2])
        withExtendedLifetime(file) {}
    }

    @Test func readsProtocolFour() throws {
        let body: (inout PickleAssembler) -> Void = {
            $0.raw([0x95] + littleEndian(UInt64(3)))
            $0.operation("}")
            $0.raw(0x94)
            $0.raw([0x8C, 1] + Array("w".utf8))
            $0.raw(0x94)
            for name in ["torch._utils", "_rebuild_tensor_v2"] { $0.raw([0x8C, UInt8(name.utf8.count)] + Array(name.utf8)) }
            $0.raw(0x93)
            $0.reduce {
                $0.storage("0", count: 6)
                $0.integer(0)
                $0.integers([6])
                $0.integers([1])
                $0.raw(0x89)
                $0.operation("N")
            }
            $0.operation("s")
        }
        let file = try TemporaryFile(
            TorchAssembler.archive(pickle: PickleAssembler.pickle(version: 4, body), storages: ["0": TorchFileTests.matrix]))
        #expect(try CheckpointFile.open(file.path).tensor("w").values == TorchFileTests.matrix)
    }

    /// Python 2 wrote byte strings, dictionaries as lists of pairs, and parameters by their class.
    @Test func readsPythonTwo() throws {
        let (file, checkpoint) = try open {
            $0.global("collections", "OrderedDict")
            $0.reduce {
                $0.operation("]")
                $0.operation("]")
                $0.raw([UInt8(ascii: "U"), 1] + Array("w".utf8))
                $0.operation("a")
                $0.global("torch.nn.parameter", "Parameter")
                $0.reduce {
                    $0.vector("0", count: 6)
                    $0.raw(0x88)
                }
                $0.operation("a")
                $0.operation("a")
                $0.operation("(")
                $0.text("bytes")
                $0.raw([UInt8(ascii: "U"), 1, 0xFF])
                $0.operation("l")
                $0.operation("a")
            }
        }
        #expect(try checkpoint.tensor("w").values == TorchFileTests.matrix)
        #expect(checkpoint.skippedKeys == ["bytes"])
        withExtendedLifetime(file) {}
    }

    @Test func refusesWhatHoldsNoWeights() throws {
        #expect(try openingError(TorchAssembler.archive { $0.integer(3) })?.torchFault == .notDictionary)
        var entries = TorchAssembler.entries(pickle: PickleAssembler.pickle { $0.operation("}") })
        entries.append(.init(name: "archive/constants.pkl", data: []))
        #expect(try openingError(ZipAssembler(entries: entries).assemble().bytes)?.torchFault == .torchScript)
    }

    @Test func refusesBigEndianArchives() throws {
        var entries = TorchAssembler.entries(pickle: PickleAssembler.pickle { $0.operation("}") })
        entries[1].data = Array("big".utf8)
        #expect(try openingError(ZipAssembler(entries: entries).assemble().bytes)?.torchFault == .bigEndian)
    }

    @Test func refusesArchivesOfAnotherLayout() throws {
        let pickle = PickleAssembler.pickle { $0.operation("}") }
        for names in [["data.pkl"], ["a/b/data.pkl"], ["a/data.pkl", "b/data.pkl"]] {
            let entries = names.map { ZipAssembler.Entry(name: $0, data: pickle) }
            #expect(try openingError(ZipAssembler(entries: entries).assemble().bytes)?.torchFault == .noPickle)
        }
        let strangers = [ZipAssembler.Entry(name: "a/data.pkl", data: pickle), ZipAssembler.Entry(name: "b/version", data: [])]
        #expect(try openingError(ZipAssembler(entries: strangers).assemble().bytes)?.torchFault == .entryOutsideFolder(entry: "b/version"))
        // An archive in an archive is data, not a place to look for weights.
        let nested = [ZipAssembler.Entry(name: "a/inner.zip", data: TorchAssembler.archive(pickle: pickle))]
        #expect(try openingError(ZipAssembler(entries: nested).assemble().bytes)?.torchFault == .noPickle)
    }

    @Test func refusesStoragesThatAreNotThere() throws {
        func fault(key: String, count: Int) throws -> TorchFault? {
            let archive = TorchAssembler.archive(storages: ["0": [1, 2]]) {
                $0.dictionary {
                    $0.text("w")
                    $0.tensor(shape: [1], strides: [1]) { $0.storage(key, count: count) }
                }
            }
            return try openingError(archive)?.torchFault
        }
        #expect(try fault(key: "0", count: 2) == nil)
        #expect(try fault(key: "0", count: 3) == .storageTooShort(key: "0", needed: 12, found: 8))
        #expect(try fault(key: "0", count: Int.max) == .storageTooShort(key: "0", needed: .max, found: 0))
        #expect(try fault(key: "1", count: 1) == .storageMissing(key: "1"))
        #expect(try fault(key: "../data.pkl", count: 1) == .storageMissing(key: "../data.pkl"))
    }
}
