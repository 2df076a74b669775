import Checkpoints
import Tensors
import Testing

@Suite struct SafetensorsTests {
    /// A file of a header and zeros.
    private func file(_ header: String, dataByteCount: Int) -> [UInt8] {
        file(Array(header.utf8), dataByteCount: dataByteCount)
    }

    private func file(_ header: [UInt8], dataByteCount: Int) -> [UInt8] {
        littleEndian(UInt64(header.count)) + header + [UInt8](repeating: 0, count: dataByteCount)
    }

    private func entry(_ key: String, _ shape: [Int], _ start: Int, _ end: Int, type: String = "F32") -> String {
        "\"\(key)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(start),\(end)]}"
    }

    @Test func readsWhatTheFormatAllows() throws {
        let header =
            #" { "__metadata__" : {"format":"pt","título":"\u00e9\ud83d\ude00\n"}, "#
            + entry("b", [2, 2], 4, 20) + " , " + entry("a\\\"/b", [], 0, 4, type: "I32") + "," + entry("empty", [0, 7], 20, 20, type: "F16") + "}  "
        let file = try TemporaryFile(
            littleEndian(UInt64(header.utf8.count)) + Array(header.utf8) + littleEndian(Int32(-5)) + littleEndian([1, 2, 3, 4]))
        let checkpoint = try CheckpointFile.open(file.path)
        #expect(checkpoint is SafetensorsFile)
        #expect(checkpoint.keys == ["a\"/b", "b", "empty"])
        #expect(checkpoint.metadata == ["format": "pt", "título": "é😀\n"])
        #expect(try checkpoint.integers("a\"/b") == [-5])
        #expect(try checkpoint.tensor("b").values == [1, 2, 3, 4])
        #expect(checkpoint.summary(of: "b") == TensorSummary(elementType: .float32, shape: [2, 2]))
        #expect(try checkpoint.tensor("empty").shape == [0, 7])
    }

    @Test func namesATypeThatItCannotRead() throws {
        let file = try TemporaryFile(file("{\(entry("q", [3], 0, 2, type: "F4_NEW"))}", dataByteCount: 2))
        let checkpoint = try CheckpointFile.open(file.path)
        #expect(throws: CheckpointError.unsupportedElementType(file: file.path, key: "q", type: "F4_NEW")) {
            try checkpoint.tensor("q")
        }
    }

    @Test func refusesHeadersThatDoNotFit() throws {
        #expect(
            try openingError(littleEndian(UInt64(100_000_001)) + Array("{}".utf8))?.safetensorsFault
                == .headerTooLong(length: 100_000_001, maximum: 100_000_000))
        #expect(
            try openingError(littleEndian(UInt64.max) + Array("{}".utf8))?.safetensorsFault
                == .headerTooLong(length: .max, maximum: 100_000_000))
        #expect(try openingError(littleEndian(UInt64(500)) + Array("{}".utf8))?.safetensorsFault == .headerBeyondFile(length: 500, available: 2))
    }

    @Test(arguments: [
        ("{", "a comma or a closing brace"), ("{}x", "nothing more"), ("{\"a\"}", "a colon"), ("{\"a\":3}", "an opening brace"),
        ("{\"a\":{\"dtype\":1}}", "a string"), ("{\"a\":{\"shape\":[-1]}}", "a natural number"), ("{\"a\":{\"shape\":[01]}}", "a natural number"),
        ("{\"a\":{\"shape\":[1.5]}}", "a comma or a closing bracket"), ("{\"a\":{\"shape\":[99999999999999999999]}}", "a smaller number"),
        ("{\"a\":{\"shape\":[[1]]}}", "a natural number"), ("{\"\\x\":{}}", "an escape"), ("{\"\\ud800\":{}}", "a trailing surrogate"),
        ("{\"\\udc00\":{}}", "a leading surrogate"), ("{\"\\u12G4\":{}}", "four hexadecimal digits"), ("{\"a\n\":{}}", "no control character"),
        ("{\"a", "a closing quotation mark"), ("{,}", "a string"), ("{\"__metadata__\":{\"a\":{}}}", "a string"),
    ])
    func refusesWhatIsNoHeader(header: String, expected: String) throws {
        #expect(try openingError(file(header, dataByteCount: 0))?.safetensorsFault == .syntax(expected: expected))
    }

    @Test func pointsAtTheByte() throws {
        let error = try #require(try openingError(file("{\"a\"}", dataByteCount: 0)))
        #expect(error.offset == 8 + 4)
    }

    @Test func refusesTextThatIsNotUTF8() throws {
        #expect(try openingError(file(Array("{\"".utf8) + [0xFF] + Array("\":{}}".utf8), dataByteCount: 0))?.safetensorsFault == .notUTF8)
    }

    @Test func refusesDuplicates() throws {
        let twice = "{\(entry("a", [1], 0, 4)),\(entry("\\u0061", [1], 4, 8))}"
        #expect(try openingError(file(twice, dataByteCount: 8))?.safetensorsFault == .duplicateKey("a"))
        let field = "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"
        #expect(try openingError(file(field, dataByteCount: 4))?.safetensorsFault == .duplicateKey("dtype"))
        let metadata = "{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}"
        #expect(try openingError(file(metadata, dataByteCount: 0))?.safetensorsFault == .duplicateKey("a"))
    }

    @Test func refusesPlacesThatDoNotTile() throws {
        #expect(
            try openingError(file("{\(entry("a", [1], 0, 4)),\(entry("b", [1], 8, 12))}", dataByteCount: 12))?.safetensorsFault
                == .hole(key: "b", byteCount: 4))
        #expect(
            try openingError(file("{\(entry("a", [2], 0, 8)),\(entry("b", [2], 4, 12))}", dataByteCount: 12))?.safetensorsFault
                == .overlap(key: "b", byteCount: 4))
        #expect(
            try openingError(file("{\(entry("a", [1], 8, 4))}", dataByteCount: 8))?.safetensorsFault
                == .reversedOffsets(key: "a", start: 8, end: 4))
        #expect(try openingError(file("{\(entry("a", [1], 0, 4))}", dataByteCount: 5))?.safetensorsFault == .trailingBytes(count: 1))
        #expect(
            try openingError(file("{\(entry("a", [1], 0, 4))}", dataByteCount: 3))?.safetensorsFault
                == .tensorBeyondFile(key: "a", end: 4, available: 3))
        #expect(try openingError(file("{}", dataByteCount: 3))?.safetensorsFault == .trailingBytes(count: 3))
    }

    @Test func refusesShapesThatDoNotFit() throws {
        #expect(
            try openingError(file("{\(entry("a", [3], 0, 4))}", dataByteCount: 4))?.safetensorsFault
                == .byteCountMismatch(key: "a", expected: 12, found: 4))
        let huge = 1 << 40
        #expect(
            try openingError(file("{\(entry("a", [huge, huge], 0, 4))}", dataByteCount: 4))?.safetensorsFault
                == .shapeOverflow(key: "a", shape: [huge, huge]))
        // The product of the extents fits, that with the size of an element does not.
        #expect(
            try openingError(file("{\(entry("a", [1 << 62], 0, 0))}", dataByteCount: 0))?.safetensorsFault
                == .shapeOverflow(key: "a", shape: [1 << 62]))
        #expect(
            try openingError(file("{\(entry("a", [huge, huge, 0], 0, 0))}", dataByteCount: 0))?.safetensorsFault
                == .shapeOverflow(key: "a", shape: [huge, huge, 0]))
        let ones = [Int](repeating: 1, count: 65)
        #expect(try openingError(file("{\(entry("a", ones, 0, 4))}", dataByteCount: 4))?.safetensorsFault == .rankTooLarge(key: "a", maximum: 64))
    }

    @Test func refusesFieldsMissingOrUnknown() throws {
        let missing = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}"
        #expect(try openingError(file(missing, dataByteCount: 4))?.safetensorsFault == .missingField(key: "a", field: "data_offsets"))
        let unknown = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":1}}"
        #expect(try openingError(file(unknown, dataByteCount: 4))?.safetensorsFault == .unknownField(key: "a", field: "x"))
        let single = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4]}}"
        #expect(try openingError(file(single, dataByteCount: 4))?.safetensorsFault == .syntax(expected: "two data offsets"))
    }

    /// Whoever recurses runs out of stack.
    @Test func refusesDeepNestingWhereItBegins() throws {
        let brackets = String(repeating: "[", count: 10_000_000)
        let error = try #require(try openingError(file("{\"a\":{\"shape\":\(brackets)", dataByteCount: 0)))
        #expect(error.safetensorsFault == .syntax(expected: "a natural number") && error.offset == 8 + 15)
    }

    @Test func opensAHundredThousandTensors() throws {
        let count = 100_000
        let header = "{\((0..<count).map { entry("t\($0)", [1], $0, $0 + 1, type: "U8") }.joined(separator: ","))}"
        let file = try TemporaryFile(file(header, dataByteCount: count))
        #expect(try CheckpointFile.open(file.path).keys.count == count)
    }
}
