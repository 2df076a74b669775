import Foundation
import Testing
import Tokenization

@Suite struct BPEVocabularyTests {
    /// Special tokens 0…3, ▁ 4, а 5, б 6, and two merges.
    private static let model = "3 2\n9601 4\n1072 5\n1073 6\n5 6 7\n4 7 8\n1 0 2 3\n"

    private func vocabulary(_ text: String) throws(TokenizationError) -> BPEVocabulary {
        try BPEVocabulary(modelFile: text.utf8, named: "m")
    }

    @Test func readsEveryRecord() throws {
        let vocabulary = try vocabulary(Self.model)
        #expect(vocabulary.size == 9)
        #expect(vocabulary.characters.map(\.scalar) == ["▁", "а", "б"])
        #expect(vocabulary.characters.map(\.id) == [4, 5, 6])
        #expect(vocabulary.merges == [
            BPEMerge(left: 5, right: 6, result: 7), BPEMerge(left: 4, right: 7, result: 8),
        ])
        #expect(vocabulary.specials == .youTokenToMe)
        #expect(vocabulary.modelFile == Self.model)
    }

    @Test(arguments: [
        model.replacingOccurrences(of: "\n", with: "\r\n"),
        String(model.dropLast()),
        model + "\n \r\n",
        model.replacingOccurrences(of: " ", with: " \t "),
    ])
    func toleratesWhatOtherSystemsDoToLineEnds(text: String) throws {
        #expect(try vocabulary(text) == vocabulary(Self.model))
    }

    @Test func specialTokensMayBeMissing() throws {
        let text = "1 0\n9601 0\n1 -1 -1 -1\n"
        let vocabulary = try vocabulary(text)
        #expect(vocabulary.specials == SpecialTokens(unknown: 1, padding: nil, beginning: nil, end: nil))
        #expect(vocabulary.modelFile == text)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func writingAndReadingGiveTheSame(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let vocabulary = try RandomVocabulary.make(alphabet: ["а", "\u{10FFFF}", "\u{0}"], mergeCount: 50, using: &generator)
        let file = FileManager.default.temporaryDirectory.appending(path: "lubok-\(UUID().uuidString).model")
        defer { try? FileManager.default.removeItem(at: file) }
        try vocabulary.write(to: file)
        let read = try BPEVocabulary(contentsOf: file)
        #expect(read == vocabulary)
        #expect(try String(contentsOf: file, encoding: .utf8) == read.modelFile)
    }

    private static let malformed: [(String, TokenizationError)] = [
        ("", .truncatedFile(file: "m", expectedLines: 1, foundLines: 0)),
        ("3\n", .malformedLine(file: "m", line: 1, expected: "the number of characters and the number of merges")),
        ("3 2 1\n", .malformedLine(file: "m", line: 1, expected: "the number of characters and the number of merges")),
        ("-3 2\n", .malformedLine(file: "m", line: 1, expected: "counts that are not negative")),
        ("99999999999 2\n", .malformedLine(file: "m", line: 1, expected: "the number of characters and the number of merges")),
        ("2147483647 2147483647\n", .truncatedFile(file: "m", expectedLines: 4_294_967_296, foundLines: 1)),
        ("4 2" + model.dropFirst(3), .malformedLine(file: "m", line: 5, expected: "a code point and an id")),
        ("2 3" + model.dropFirst(3), .malformedLine(file: "m", line: 4, expected: "the ids of a merge's left side, right side and result")),
        (replaced("1 0 2 3\n", by: ""), .truncatedFile(file: "m", expectedLines: 7, foundLines: 6)),
        (replaced("1 0 2 3", by: "1 0 2"), .malformedLine(file: "m", line: 7, expected: "the ids of the unknown, padding, beginning and end tokens")),
        (replaced("1072 5", by: "0x430 5"), .malformedLine(file: "m", line: 3, expected: "a code point and an id")),
        (replaced("1072 5", by: "+1072 5"), .malformedLine(file: "m", line: 3, expected: "a code point and an id")),
        (replaced("1072 5", by: "1072 5.0"), .malformedLine(file: "m", line: 3, expected: "a code point and an id")),
        (replaced("1072 5", by: "а 5"), .malformedLine(file: "m", line: 3, expected: "a code point and an id")),
        (replaced("1072 5", by: ""), .malformedLine(file: "m", line: 3, expected: "a code point and an id")),
        ("\u{FEFF}" + model, .malformedLine(file: "m", line: 1, expected: "the number of characters and the number of merges")),
        (model + "\n7\n", .trailingContent(file: "m", line: 9)),
    ]

    private static let invalid: [(String, VocabularyDefect, line: Int)] = [
        (replaced("1072 5", by: "1072 9"), .idOutOfRange(id: 9, size: 9), 3),
        (replaced("1072 5", by: "1072 -1"), .idOutOfRange(id: -1, size: 9), 3),
        (replaced("1072 5", by: "1072 4"), .duplicateID(4), 3),
        (replaced("1072 5", by: "1072 0"), .duplicateID(0), 3),
        (replaced("1072 5", by: "9601 5"), .duplicateCharacter("▁"), 3),
        (replaced("1072 5", by: "55296 5"), .notAUnicodeScalar(codePoint: 0xD800), 3),
        (replaced("1072 5", by: "1114112 5"), .notAUnicodeScalar(codePoint: 0x11_0000), 3),
        (replaced("1072 5", by: "-1 5"), .notAUnicodeScalar(codePoint: -1), 3),
        (replaced("9601 4", by: "1074 4"), .missingWordMarker, 1),
        (replaced("5 6 7", by: "5 7 7"), .undefinedOperand(7), 5),
        (replaced("5 6 7", by: "8 6 7"), .undefinedOperand(8), 5),
        (replaced("5 6 7", by: "3 6 7"), .undefinedOperand(3), 5),
        (replaced("5 6 7", by: "5 99 7"), .idOutOfRange(id: 99, size: 9), 5),
        (replaced("5 6 7", by: "5 6 5"), .duplicateID(5), 5),
        (replaced("5 6 7", by: "5 6 9"), .idOutOfRange(id: 9, size: 9), 5),
        (replaced("4 7 8", by: "5 6 8"), .duplicateMerge(left: 5, right: 6), 6),
        (replaced("1 0 2 3", by: "1 0 2 9"), .idOutOfRange(id: 9, size: 9), 7),
        (replaced("1 0 2 3", by: "1 0 2 -2"), .idOutOfRange(id: -2, size: 9), 7),
        (replaced("1 0 2 3", by: "-1 0 2 3"), .idOutOfRange(id: -1, size: 9), 7),
        (replaced("1 0 2 3", by: "1 0 2 1"), .duplicateID(1), 7),
    ]

    private static func replaced(_ line: String, by other: String) -> String {
        model.replacingOccurrences(of: line, with: other)
    }

    @Test(arguments: malformed)
    func refusesWhatIsNotAModelFile(text: String, error: TokenizationError) {
        #expect(throws: error) { try vocabulary(text) }
    }

    @Test(arguments: invalid)
    func refusesWhatIsNotAVocabulary(text: String, defect: VocabularyDefect, line: Int) {
        #expect(throws: TokenizationError.invalidVocabulary(defect, file: "m", line: line)) { try vocabulary(text) }
    }

    @Test func refusesWhatIsNotUTF8() {
        let bytes = Array("3 2\n9601 4\n10".utf8) + [0xD0, 0x20, 0x35, 0x0A]
        #expect(throws: TokenizationError.truncatedFile(file: "m", expectedLines: 7, foundLines: 3)) {
            try BPEVocabulary(modelFile: bytes, named: "m")
        }
        let longer = bytes + Array("1073 6\n5 6 7\n4 7 8\n1 0 2 3\n".utf8)
        #expect(throws: TokenizationError.notUTF8(file: "m", line: 3)) {
            try BPEVocabulary(modelFile: longer, named: "m")
        }
        #expect(throws: TokenizationError.notUTF8(file: "m", line: 8)) {
            try BPEVocabulary(modelFile: Array(Self.model.utf8) + [0xFF], named: "m")
        }
    }

    @Test func refusesSubwordsThatGrowWithoutBounds() {
        let doublings = (0..<40).map { BPEMerge(left: 4 + $0, right: 4 + $0, result: 5 + $0) }
        #expect(throws: TokenizationError.invalidVocabulary(.subwordTooLong(scalars: 131_072, limit: 65_536), file: nil, line: 19)) {
            try BPEVocabulary(
                characters: [CharacterToken(scalar: BPEVocabulary.wordMarker, id: 4)], merges: doublings, specials: .youTokenToMe)
        }
    }

    /// Whatever is done to a good file, reading it gives a vocabulary or an error.
    @Test func damagedFilesAreReadOrRefused() {
        var generator = SplitMix64(seed: 1)
        var refused = 0
        for _ in 0..<5_000 {
            var bytes = Array(Self.model.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.insert("0123456789 \n-".utf8.randomElement(using: &generator)!, at: place)
                }
            }
            do {
                let vocabulary = try BPEVocabulary(modelFile: bytes, named: "m")
                let again = try BPEVocabulary(modelFile: vocabulary.modelFile.utf8, named: "m")
                #expect(again == vocabulary)
                #expect(BPETokenizer(vocabulary).encode("абв аб") == NaiveBPE(vocabulary: vocabulary).encode("абв аб"))
            } catch {
                refused += 1
            }
        }
        #expect((1..<5_000).contains(refused))
    }

    @Test func filesThatAreNotThereAreNamed() {
        let missing = FileManager.default.temporaryDirectory.appending(path: "lubok-\(UUID().uuidString)")
        let error = #expect(throws: TokenizationError.self) { try BPEVocabulary(contentsOf: missing) }
        guard case .unreadableFile(missing.path, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func errorsAreSentences() {
        let errors = Self.malformed.map(\.1) + Self.invalid.map { .invalidVocabulary($0.1, file: "m", line: $0.line) }
        for error in errors {
            #expect(error.description.hasSuffix(".") && error.description.contains(" m "), "\(error.description)")
        }
    }
}
