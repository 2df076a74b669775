import Foundation
import TestSupport
import Tokenization

/// Ids, subwords, ruDALL-E prompts and decoded texts of a YouTokenToMe vocabulary: all exact.
func checkTokenization(_ golden: GoldenCase) throws -> CaseResult {
    let description = try golden.decoded(as: TokenizationCase.self)
    let vocabulary = try BPEVocabulary(contentsOf: golden.folder.appending(path: description.model))
    let tokenizer = BPETokenizer(vocabulary)
    let texts = try JSONDecoder().decode(
        [TokenizedText].self, from: Data(contentsOf: golden.folder.appending(path: "expected.json")))
    var wrong = [(part: String, text: String)]()
    if vocabulary.size != description.vocabSize { wrong.append(("vocabulary size", description.model)) }
    for text in texts {
        let prompts = try RuDALLEPromptEncoding(
            tokenizer: tokenizer, normalization: .rudalle, length: text.prompt32.count)
        if tokenizer.encode(text.text) != text.ids { wrong.append(("ids", text.text)) }
        if tokenizer.subwords(text.text) != text.subwords { wrong.append(("subwords", text.text)) }
        if try prompts.encode(text.text).ids != text.prompt32 { wrong.append(("prompt", text.text)) }
        if try tokenizer.decode(text.ids) != text.decoded { wrong.append(("decoded", text.text)) }
    }
    guard let first = wrong.first else { return CaseResult(largestError: 0, detail: "\(texts.count) texts") }
    return CaseResult(
        largestError: .infinity, detail: "\(wrong.count) differ, the first: \(first.part) of “\(first.text.prefix(60))”")
}

private struct TokenizationCase: Decodable {
    let model: String
    let vocabSize: Int
}

private struct TokenizedText: Decodable {
    let text: String
    let ids: [TokenID]
    let subwords: [String]
    let prompt32: [TokenID]
    let decoded: String
}
