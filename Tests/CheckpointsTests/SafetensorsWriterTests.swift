import Checkpoints
import Foundation
import Tensors
import Testing

@Suite struct SafetensorsWriterTests {
    @Test func everyTypeComesBack() throws {
        let file = try TemporaryFile(name: "model.safetensors")
        // Representable in every type; the last becomes another number in the narrow ones.
        let values: [Float] = [0, -1.5, 0.25, 65504, -0.0078125, 1.0009765625]
        let writer = try SafetensorsWriter(
            file.path,
            entries: [
                .init(key: "single", elementType: .float32, shape: [2, 3]),
                .init(key: "half \"quoted\"\n", elementType: .float16, shape: [6]),
                .init(key: "brain", elementType: .bfloat16, shape: [3, 2]),
                .init(key: "whole", elementType: .int32, shape: [3]),
                .init(key: "none", elementType: .float32, shape: [0]),
            ],
            metadata: ["origin": "a \\ test"])
        try writer.append(Tensor(shape: [2, 3], values: values))
        try writer.append(Tensor(shape: [6], values: values))
        try writer.append(Tensor(shape: [3, 2], values: values))
        try writer.append([Int32.min, 0, 7])
        try writer.append(Tensor(shape: [0], values: []))
        #expect(!FileManager.default.fileExists(atPath: file.path))
        try writer.finish()

        let checkpoint = try CheckpointFile.open(file.path)
        #expect(checkpoint.metadata == ["origin": "a \\ test"])
        #expect(try checkpoint.tensor("single").values == values)
        #expect(try checkpoint.tensor("half \"quoted\"\n").values == values)
        // 65504 and 1.0009765625 need more than eight bits of fraction.
        #expect(try checkpoint.tensor("brain").values == [0, -1.5, 0.25, 65536, -0.0078125, 1])
        #expect(try checkpoint.integers("whole") == [Int64(Int32.min), 0, 7])
        #expect(try checkpoint.tensor("whole").shape == [3])
        #expect(try checkpoint.tensor("none").count == 0)
        #expect(checkpoint.summary(of: "brain") == TensorSummary(elementType: .bfloat16, shape: [3, 2]))
        #expect(try FileManager.default.contentsOfDirectory(atPath: file.folder) == ["model.safetensors"])
    }

    @Test func bfloat16RoundsToNearestEven() throws {
        let file = try TemporaryFile()
        // Halfway between two neighbours, just above, and not a number.
        let values = [0x3F80_8000, 0x3F81_8000, 0x3F80_8001, 0x7F80_0001].map { Float(bitPattern: $0) }
        let writer = try SafetensorsWriter(file.path, entries: [.init(key: "x", elementType: .bfloat16, shape: [4])])
        try writer.append(Tensor(shape: [4], values: values))
        try writer.finish()
        let read = try CheckpointFile.open(file.path).tensor("x").values
        #expect(read[..<3].map(\.bitPattern) == [0x3F80_0000, 0x3F82_0000, 0x3F81_0000])
        #expect(read[3].isNaN)
    }

    @Test func bytesLieAlignedInTheMappedFile() throws {
        let file = try TemporaryFile(name: "model.safetensors")
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 192, alignment: 64)
        defer { bytes.deallocate() }
        for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: index &* 37) }
        let writer = try SafetensorsWriter(
            file.path,
            entries: [
                .init(key: "packed", elementType: .uint8, shape: [192]), .init(key: "bias", elementType: .float32, shape: [1]),
            ])
        try writer.append(UnsafeRawBufferPointer(bytes))
        try writer.append(Tensor(shape: [1], values: [2]))
        try writer.finish()

        let checkpoint = try CheckpointFile.open(file.path)
        let mapped = try #require(try checkpoint.mappedBytes(of: "packed"))
        #expect(Array(mapped.bytes) == Array(bytes))
        #expect(UInt(bitPattern: mapped.bytes.baseAddress) % 64 == 0)
        #expect(try checkpoint.tensor("bias").values == [2])
        #expect(throws: CheckpointError.self) { try checkpoint.mappedBytes(of: "absent") }
    }

    @Test func aDroppedWriterLeavesNothing() throws {
        let file = try TemporaryFile()
        do {
            let writer = try SafetensorsWriter(file.path, entries: [.init(key: "x", elementType: .float32, shape: [1])])
            try writer.append(Tensor(shape: [1], values: [1]))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: file.folder).isEmpty)
    }

    @Test func saysWhereItCannotWrite() throws {
        let path = "/nonexistent-folder/model.safetensors"
        #expect(throws: CheckpointError.unwritable(file: path, code: ENOENT)) { try SafetensorsWriter(path, entries: []) }
    }
}
