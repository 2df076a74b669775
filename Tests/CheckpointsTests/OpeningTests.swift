import Checkpoints
import Foundation
import Testing

@Suite struct OpeningTests {
    private static let pickle = PickleAssembler.pickle { $0.operation("}") }

    @Test func looksAtContentsNotAtNames() throws {
        let archive = try TemporaryFile(TorchAssembler.archive(pickle: OpeningTests.pickle), name: "model.safetensors")
        #expect(try CheckpointFile.open(archive.path) is TorchZipFile)
        let legacy = try TemporaryFile(TorchAssembler.legacy(storages: []) { $0.operation("}") }, name: "model.zip")
        #expect(try CheckpointFile.open(URL(filePath: legacy.path)) is TorchLegacyFile)
        let safetensors = try TemporaryFile(littleEndian(UInt64(2)) + Array("{}".utf8), name: "pytorch_model.bin")
        #expect(try CheckpointFile.open(safetensors.path) is SafetensorsFile)
    }

    @Test func refusesAPlainPickle() throws {
        let file = try TemporaryFile(OpeningTests.pickle, name: "model.safetensors")
        #expect(throws: CheckpointError.unknownContainer(file: file.path)) { try CheckpointFile.open(file.path) }
    }

    @Test func refusesOtherContents() throws {
        for bytes in [[], [1], Array("hello, world".utf8), [UInt8](repeating: 0xFF, count: 100)] {
            let file = try TemporaryFile(bytes)
            #expect(throws: CheckpointError.unknownContainer(file: file.path)) { try CheckpointFile.open(file.path) }
        }
    }

    @Test func refusesWhatIsNoFile() throws {
        let file = try TemporaryFile()
        #expect(throws: CheckpointError.unreadable(file: file.path, code: ENOENT)) { try CheckpointFile.open(file.path) }
        #expect(throws: CheckpointError.notRegularFile(file: file.folder)) { try CheckpointFile.open(file.folder) }
        #expect(throws: CheckpointError.notRegularFile(file: "/dev/zero")) { try CheckpointFile.open("/dev/zero") }
        // Nobody writes to it: a reader that waits would wait for ever.
        #expect(mkfifo(file.path, 0o600) == 0)
        #expect(throws: CheckpointError.notRegularFile(file: file.path)) { try CheckpointFile.open(file.path) }
    }

    @Test func followsSymbolicLinks() throws {
        let file = try TemporaryFile(TorchAssembler.archive(pickle: OpeningTests.pickle))
        let link = file.folder + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file.path)
        #expect(try CheckpointFile.open(link) is TorchZipFile)
        let device = file.folder + "/device"
        try FileManager.default.createSymbolicLink(atPath: device, withDestinationPath: "/dev/null")
        #expect(throws: CheckpointError.notRegularFile(file: device)) { try CheckpointFile.open(device) }
    }

    @Test func describesErrorsInOneSentence() {
        let escape = CheckpointError.missingKey(file: "a\u{1B}[2J.bin", key: "w", similar: ["v"]).description
        #expect(escape == "“a\\u{1b}[2J.bin” has no tensor “w”; it has “v”.")
        #expect(
            CheckpointError.pickle(file: "m.pt", offset: 7, .forbiddenGlobal("os.system")).description
                == "“m.pt”, byte 7: pickle refused: it names “os.system”, which is not allowed.")
        #expect(
            CheckpointError.shapeMismatch(file: "m.pt", key: "w", expected: [2, 3], found: [3]).description
                == "“m.pt”: tensor “w” has the shape [3] where [2, 3] is expected.")
    }
}
