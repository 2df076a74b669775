import Foundation
import Testing
import Tokenization

/// What YouTokenToMe and ruDALL-E's own prompt encoding gave for the same texts.
@Suite struct BPEGoldenTests {
    private struct Case: Decodable {
        let model: String
        let vocab_size: Int
    }

    private struct Expectation: Decodable {
        let text: String
        let ids: [TokenID]
        let subwords: [String]
        let prompt32: [TokenID]
        let decoded: String
    }

    @Test func fixturesExist() throws {
        #expect(try !Fixtures.folders(ofKind: "bpe").isEmpty)
    }

    @Test(arguments: try Fixtures.folders(ofKind: "bpe"))
    func matchesYouTokenToMe(folder: URL) throws {
        let description = try Fixtures.read(Case.self, from: folder.appending(path: "case.json"))
        let model = folder.appending(path: description.model)
        let vocabulary = try BPEVocabulary(contentsOf: model)
        #expect(vocabulary.size == description.vocab_size)
        #expect(try Data(vocabulary.modelFile.utf8) == Data(contentsOf: model))

        let tokenizer = BPETokenizer(vocabulary)
        let prompts = try RuDALLEPromptEncoding(tokenizer: tokenizer, normalization: .rudalle, length: 32)
        let expectations = try Fixtures.read([Expectation].self, from: folder.appending(path: "expected.json"))
        #expect(!expectations.isEmpty)
        for expected in expectations {
            #expect(tokenizer.encode(expected.text) == expected.ids, "\(expected.text)")
            // Not as strings: those compare by canonical equivalence.
            #expect(tokenizer.subwords(expected.text).map(scalars) == expected.subwords.map(scalars), "\(expected.text)")
            #expect(try prompts.encode(expected.text).ids == expected.prompt32, "\(expected.text)")
            #expect(try scalars(tokenizer.decode(expected.ids)) == scalars(expected.decoded), "\(expected.text)")
        }
    }

    private func scalars(_ text: String) -> [Unicode.Scalar] {
        Array(text.unicodeScalars)
    }
}
