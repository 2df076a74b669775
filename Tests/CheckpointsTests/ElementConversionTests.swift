import Checkpoints
import Tensors
import Testing

@Suite struct ElementConversionTests {
    /// A safetensors file of one vector `x`, behind a byte that shifts it off every alignment.
    private func checkpoint(_ type: String, _ bytes: [UInt8], count: Int) throws -> (file: TemporaryFile, any Checkpoint) {
        let header =
            "{\"shift\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
            + "\"x\":{\"dtype\":\"\(type)\",\"shape\":[\(count)],\"data_offsets\":[1,\(bytes.count + 1)]}}"
        let file = try TemporaryFile(littleEndian(UInt64(header.utf8.count)) + Array(header.utf8) + [0] + bytes)
        return (file, try CheckpointFile.open(file.path))
    }

    @Test func everyFloat16IsExact() throws {
        let patterns = (0...UInt16.max).map { $0 }
        let (file, checkpoint) = try checkpoint("F16", patterns.flatMap { littleEndian($0) }, count: patterns.count)
        let values = try checkpoint.tensor("x").values
        let wrong = zip(patterns, values).filter { pattern, value in
            let expected = Float(Float16(bitPattern: pattern))
            return value.isNaN ? !expected.isNaN : value.bitPattern != expected.bitPattern
        }
        #expect(wrong.isEmpty)
        withExtendedLifetime(file) {}
    }

    @Test func everyBfloat16IsExact() throws {
        let patterns = (0...UInt16.max).map { $0 }
        let (file, checkpoint) = try checkpoint("BF16", patterns.flatMap { littleEndian($0) }, count: patterns.count)
        #expect(try checkpoint.tensor("x").values.map(\.bitPattern) == patterns.map { UInt32($0) << 16 })
        withExtendedLifetime(file) {}
    }

    @Test func float64IsRounded() throws {
        let values = [0.1, -1e300, 1e-300, .infinity, 3]
        let (file, checkpoint) = try checkpoint("F64", values.flatMap { littleEndian($0.bitPattern) }, count: 5)
        #expect(try checkpoint.tensor("x").values == [Float(0.1), -.infinity, 0, .infinity, 3])
        withExtendedLifetime(file) {}
    }

    @Test(arguments: [
        ("I64", [-5, 1 << 40].flatMap { littleEndian(Int64($0)) }, [-5, 1 << 40]),
        ("I32", [-5, 7].flatMap { littleEndian(Int32($0)) }, [-5, 7]),
        ("I16", [-5, 7].flatMap { littleEndian(Int16($0)) }, [-5, 7]),
        ("I8", [0xFB, 7], [-5, 7]),
        ("U8", [0xFB, 7], [251, 7]),
        ("BOOL", [0, 2], [0, 1]),
    ] as [(String, [UInt8], [Int64])])
    func integersAreReadBothWays(type: String, bytes: [UInt8], expected: [Int64]) throws {
        let (file, checkpoint) = try checkpoint(type, bytes, count: 2)
        #expect(try checkpoint.integers("x") == expected)
        #expect(try checkpoint.tensor("x").values == expected.map { Float($0) })
        withExtendedLifetime(file) {}
    }

    @Test func floatsAreNoIntegers() throws {
        let (file, checkpoint) = try checkpoint("F32", littleEndian([1, 2]), count: 2)
        #expect(throws: CheckpointError.unsupportedElementType(file: file.path, key: "x", type: "float32")) {
            try checkpoint.integers("x")
        }
    }
}
