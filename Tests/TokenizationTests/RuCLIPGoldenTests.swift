import Foundation
import Testing
import Tokenization

/// The ids that ruCLIP's processor gave.
@Suite struct RuCLIPGoldenTests {
    private struct Case: Decodable {
        let texts: [String]
    }

    private struct Configuration: Decodable {
        let context_length: Int
    }

    private struct TensorHeader: Decodable {
        let dtype: String
        let data_offsets: [Int]
    }

    private struct Header: Decodable {
        let input_ids: TensorHeader
    }

    @Test(arguments: try Fixtures.folders(ofKind: "ruclip"))
    func inputIDs(folder: URL) throws {
        let texts = try Fixtures.read(Case.self, from: folder.appending(path: "case.json")).texts
        let length = try Fixtures.read(Configuration.self, from: folder.appending(path: "config.json")).context_length
        let tokenizer = BPETokenizer(try BPEVocabulary(contentsOf: folder.appending(path: "bpe.model")))
        let encoding = try RuCLIPTextEncoding(tokenizer: tokenizer, length: length)
        let ids = try texts.flatMap { try encoding.encode($0).ids }
        #expect(try ids == inputIDs(inFile: folder.appending(path: "expected.safetensors")))
    }

    /// The tensor `input_ids`, [texts, context length] flat, of a safetensors file.
    private func inputIDs(inFile url: URL) throws -> [TokenID] {
        let file = try Data(contentsOf: url)
        let headerLength = Int(file.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) })
        let header = try JSONDecoder().decode(Header.self, from: file[8..<8 + headerLength]).input_ids
        let begin = 8 + headerLength
        let bytes = Data(file[begin + header.data_offsets[0]..<begin + header.data_offsets[1]])
        let width = try #require(["I32": 4, "I64": 8][header.dtype])
        return bytes.withUnsafeBytes { buffer in
            stride(from: 0, to: buffer.count, by: width).map { offset in
                // Ids are small and not negative, so that the low half of a 64-bit one is all of it.
                TokenID(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: TokenID.self))
            }
        }
    }
}
