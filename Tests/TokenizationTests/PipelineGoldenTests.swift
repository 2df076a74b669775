import Foundation
import Testing
import Tokenization

/// The ids that ruDALL-E's pipeline gave its transformer.
@Suite struct PipelineGoldenTests {
    private struct Case: Decodable {
        struct Transformer: Decodable {
            struct Configuration: Decodable {
                let text_seq_length: Int
            }
            let config: Configuration
        }
        let text: String
        let bpe: String
        let dalle: Transformer
        let input_ids: [TokenID]
    }

    @Test(arguments: try Fixtures.folders(ofKind: "pipeline"))
    func promptIDs(folder: URL) throws {
        let expected = try Fixtures.read(Case.self, from: folder.appending(path: "case.json"))
        let tokenizer = BPETokenizer(try BPEVocabulary(contentsOf: folder.appending(path: expected.bpe)))
        let prompts = try RuDALLEPromptEncoding(
            tokenizer: tokenizer, normalization: .rudalle, length: expected.dalle.config.text_seq_length)
        #expect(try prompts.encode(expected.text).ids == expected.input_ids)
    }
}
