import Testing
import Tokenization

@Suite struct BPETokenizerTests {
    private static let alphabet: [Unicode.Scalar] = ["а", "б", "в", "и", "ё", "\u{0306}", "🐱", "\u{200D}"]

    @Test(arguments: 0..<60 as Range<UInt64>)
    func agreesWithTheDefinition(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let alphabet = Array(Self.alphabet.prefix(Int.random(in: 1...Self.alphabet.count, using: &generator)))
        let vocabulary = try RandomVocabulary.make(
            alphabet: alphabet, mergeCount: Int.random(in: 0...60, using: &generator), using: &generator)
        let tokenizer = BPETokenizer(vocabulary)
        let naive = NaiveBPE(vocabulary: vocabulary)
        var texts = RandomText(generator: generator, alphabet: alphabet, strangeness: 0.05)
        for _ in 0..<60 {
            let text = texts.next(maximumLength: 80)
            #expect(tokenizer.encode(text) == naive.encode(text), "\(Array(text.unicodeScalars))")
        }
    }

    @Test(arguments: 100..<120 as Range<UInt64>)
    func knownCharactersSurviveEncodingAndDecoding(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let vocabulary = try RandomVocabulary.make(alphabet: Self.alphabet, mergeCount: 40, using: &generator)
        let tokenizer = BPETokenizer(vocabulary)
        var texts = RandomText(generator: generator, alphabet: Self.alphabet, strangeness: 0)
        for _ in 0..<60 {
            let text = texts.next(maximumLength: 60)
            #expect(try scalars(tokenizer.decode(tokenizer.encode(text))) == words(of: text).joined(separator: [" "]).map(\.self))
        }
    }

    @Test(arguments: 200..<220 as Range<UInt64>)
    func subwordsSpellTheText(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let vocabulary = try RandomVocabulary.make(alphabet: Self.alphabet, mergeCount: 40, using: &generator)
        let tokenizer = BPETokenizer(vocabulary)
        var texts = RandomText(generator: generator, alphabet: Self.alphabet, strangeness: 0.4)
        for _ in 0..<60 {
            let text = texts.next(maximumLength: 60)
            let subwords = tokenizer.subwords(text)
            #expect(subwords.flatMap(scalars) == words(of: text).flatMap { [BPEVocabulary.wordMarker] + $0 })
            for (id, subword) in zip(tokenizer.encode(text), subwords) where id != vocabulary.specials.unknown {
                let spelled = scalars(subword)
                let beginsWord = spelled.first == BPEVocabulary.wordMarker
                #expect(try scalars(tokenizer.decode([id])) == Array(beginsWord ? spelled.dropFirst() : spelled[...]))
            }
            #expect(tokenizer.encode(text).count == subwords.count)
        }
    }

    @Test(arguments: ["", " ", "\t\n\u{0B}\u{0C}\r ", "\u{2581}", " \u{2581}\u{2581} "])
    func textWithoutWordsHasNoTokens(text: String) throws {
        #expect(try tokenizer(characters: ["а"], merges: []).encode(text) == [])
        #expect(try tokenizer(characters: ["а"], merges: []).subwords(text) == [])
    }

    @Test func onlyASCIIWhiteSpaceSeparatesWords() throws {
        let tokenizer = try tokenizer(characters: ["а"], merges: [])
        for scalar in "\u{85}\u{A0}\u{1C}\u{2003}\u{2028}\u{3000}".unicodeScalars {
            #expect(tokenizer.encode("а\(scalar)а") == [4, 5, 1, 5], "\(scalar.value)")
        }
    }

    @Test func combiningMarksAreCharactersOfTheirOwn() throws {
        let tokenizer = try tokenizer(characters: ["й"], merges: [])
        #expect(tokenizer.encode("\u{0439}") == [4, 5])
        #expect(tokenizer.encode("\u{0438}\u{0306}") == [4, 1])
    }

    @Test func runsOfUnknownCharactersAreOneToken() throws {
        let tokenizer = try tokenizer(characters: ["а"], merges: [])
        #expect(tokenizer.encode("xyz") == [4, 1])
        #expect(tokenizer.encode("xyаzw x") == [4, 1, 5, 1, 4, 1])
        #expect(tokenizer.subwords("xyаzw x") == ["▁", "xy", "а", "zw", "▁", "x"])
    }

    /// 1,000,000 = 976 · 1,024 + 512 + 64. A quadratic encoder would take hours.
    @Test(.timeLimit(.minutes(1)))
    func longWordsTakeNearlyLinearTime() throws {
        let doublings = (0..<10).map { TokenID(5 + $0) }
        let tokenizer = try tokenizer(
            characters: ["а"], merges: doublings.map { BPEMerge(left: $0, right: $0, result: $0 + 1) })
        let ids = tokenizer.encode(String(repeating: "а", count: 1_000_000))
        #expect(ids == [4] + Array(repeating: 15, count: 976) + [14, 11])
        #expect(try tokenizer.decode(ids).unicodeScalars.count == 1_000_000)
    }

    @Test func decodingDropsSpecialTokensAndTheFirstSpace() throws {
        let tokenizer = try tokenizer(characters: ["а"], merges: [BPEMerge(left: 4, right: 5, result: 6)])
        #expect(try tokenizer.decode([2, 6, 5, 1, 6, 3, 0, 0]) == "аа а")
        #expect(try tokenizer.decode([1, 4, 4, 5]) == " а")
        #expect(try tokenizer.decode([]) == "")
    }

    @Test(arguments: [-1, 6, .max, .min] as [TokenID])
    func decodingRefusesOtherIDs(id: TokenID) throws {
        let tokenizer = try tokenizer(characters: ["а"], merges: [])
        #expect(throws: TokenizationError.idOutOfRange(id: id, index: 1, vocabularySize: 6)) {
            try tokenizer.decode([4, id])
        }
    }

    /// Special tokens 0…3, the word marker 4, the characters from 5, the merges with the ids that they state.
    private func tokenizer(characters: [Unicode.Scalar], merges: [BPEMerge]) throws -> BPETokenizer {
        let tokens = ([BPEVocabulary.wordMarker] + characters).enumerated().map {
            CharacterToken(scalar: $0.element, id: TokenID(4 + $0.offset))
        }
        return BPETokenizer(try BPEVocabulary(characters: tokens, merges: merges, specials: .youTokenToMe))
    }

    private func words(of text: String) -> [[Unicode.Scalar]] {
        text.unicodeScalars.split { "\t\n\u{0B}\u{0C}\r \u{2581}".unicodeScalars.contains($0) }.map(Array.init)
    }

    private func scalars(_ text: String) -> [Unicode.Scalar] {
        Array(text.unicodeScalars)
    }
}
