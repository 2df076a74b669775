import Checkpoints
import Foundation
import Tensors
import Testing

/// Long tensors pass through a buffer, piece by piece, on their way in and out.
@Suite struct PieceTests {
    /// More than a piece has, and no whole number of pieces.
    private static let count = 5_000_003

    private func write(_ type: ElementType, to file: TemporaryFile) throws -> Tensor {
        let tensor = Tensor(shape: [Self.count], values: (0..<Self.count).map { Float($0 % 1021) - 7 })
        let writer = try SafetensorsWriter(
            file.path,
            entries: [.init(key: "first", elementType: .uint8, shape: [3]), .init(key: "long", elementType: type, shape: [Self.count])])
        try [UInt8](repeating: 1, count: 3).withUnsafeBytes { try writer.append($0) }
        try writer.append(tensor)
        try writer.finish()
        return tensor
    }

    @Test(arguments: [ElementType.float16, .float32]) func longTensorsComeBackWhole(type: ElementType) throws {
        let file = try TemporaryFile()
        let tensor = try write(type, to: file)
        #expect(try CheckpointFile.open(file.path).tensor("long").values == tensor.values)
    }

    @Test func aFileThatHasBecomeShorterIsAnError() throws {
        let file = try TemporaryFile()
        _ = try write(.float32, to: file)
        let checkpoint = try CheckpointFile.open(file.path)
        try FileHandle(forWritingTo: URL(filePath: file.path)).truncate(atOffset: 4 << 20)
        #expect(throws: CheckpointError.unreadable(file: file.path, code: EIO)) { try checkpoint.tensor("long") }
    }

    @Test func whatIsNotFiniteIsReplacedAndCounted() throws {
        let tensor = Tensor(shape: [4], values: [.nan, .infinity, -.infinity, 2])
        let finite = FiniteCheckpoint(MemoryCheckpoint(["damaged": tensor, "sound": Tensor(shape: [1], values: [3])]))
        #expect(try finite.tensor("damaged").values == [0, 65504, -65504, 2])
        #expect(try finite.tensor("sound").values == [3])
        #expect(finite.replacedCounts == ["damaged": 3])
    }
}
