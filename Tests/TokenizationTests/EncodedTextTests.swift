import Testing
import Tokenization

@Suite struct EncodedTextTests {
    /// ▁ 4, а 5; "▁а" is not merged, so that n words of one letter have 2n tokens.
    private func tokenizer(specials: SpecialTokens = .youTokenToMe) throws -> BPETokenizer {
        let first = TokenID([specials.padding, specials.beginning, specials.end].compactMap(\.self).count + 1)
        return BPETokenizer(
            try BPEVocabulary(
                characters: [CharacterToken(scalar: "▁", id: first), CharacterToken(scalar: "а", id: first + 1)],
                merges: [], specials: specials))
    }

    @Test(arguments: [
        (7, [2, 4, 5, 4, 5, 3, 0], 0, true),
        (6, [2, 4, 5, 4, 5, 3], 0, true),
        (5, [2, 4, 5, 4, 5], 0, false),
        (4, [2, 4, 5, 4], 1, false),
        (1, [2], 4, false),
    ] as [(Int, [TokenID], Int, Bool)])
    func longPromptsLoseTheirEnd(length: Int, ids: [TokenID], dropped: Int, hasEnd: Bool) throws {
        let encoded = try RuDALLEPromptEncoding(tokenizer: tokenizer(), normalization: .rudalle, length: length).encode(" А а\n")
        #expect(encoded.ids == ids)
        #expect(encoded.droppedTokenCount == dropped)
        #expect(encoded.hasEnd == hasEnd)
        #expect(encoded.isCut == !hasEnd)
    }

    @Test(arguments: [
        (7, [2, 4, 5, 4, 5, 3, 0], 0),
        (6, [2, 4, 5, 4, 5, 3], 0),
        (5, [2, 4, 5, 4, 3], 1),
        (2, [2, 3], 4),
    ] as [(Int, [TokenID], Int)])
    func longCLIPTextsKeepTheirEnd(length: Int, ids: [TokenID], dropped: Int) throws {
        let encoded = try RuCLIPTextEncoding(tokenizer: tokenizer(), length: length).encode("А а")
        #expect(encoded.ids == ids)
        #expect(encoded.droppedTokenCount == dropped)
        #expect(encoded.hasEnd)
        #expect(encoded.isCut == (dropped > 0))
    }

    @Test func emptyTexts() throws {
        #expect(try RuDALLEPromptEncoding(tokenizer: tokenizer(), normalization: .russian, length: 4).encode(" ").ids == [2, 3, 0, 0])
        #expect(try RuCLIPTextEncoding(tokenizer: tokenizer(), length: 4).encode("").ids == [2, 3, 0, 0])
    }

    /// ruCLIP lowercases but does not strip: a no-break space is a character like others.
    @Test func ruCLIPKeepsUnicodeSpaces() throws {
        let encoding = try RuCLIPTextEncoding(tokenizer: tokenizer(), length: 6)
        #expect(try encoding.encode("\u{A0}А").ids == [2, 4, 1, 5, 3, 0])
    }

    @Test func vocabulariesWithoutBoundsAreRefused() throws {
        let withoutBeginning = try tokenizer(specials: SpecialTokens(unknown: 0, padding: nil, beginning: nil, end: 1))
        let withoutEnd = try tokenizer(specials: SpecialTokens(unknown: 0, padding: nil, beginning: 1, end: nil))
        #expect(throws: TokenizationError.missingSpecialToken(name: "BOS")) {
            try RuDALLEPromptEncoding(tokenizer: withoutBeginning, normalization: .rudalle, length: 8)
        }
        #expect(throws: TokenizationError.missingSpecialToken(name: "EOS")) {
            try RuCLIPTextEncoding(tokenizer: withoutEnd, length: 8)
        }
    }

    @Test func sequencesWithoutRoomAreRefused() throws {
        let tokenizer = try tokenizer()
        #expect(throws: TokenizationError.sequenceTooShort(length: 0, minimum: 1)) {
            try RuDALLEPromptEncoding(tokenizer: tokenizer, normalization: .rudalle, length: 0)
        }
        #expect(throws: TokenizationError.sequenceTooShort(length: 1, minimum: 2)) {
            try RuCLIPTextEncoding(tokenizer: tokenizer, length: 1)
        }
    }
}
