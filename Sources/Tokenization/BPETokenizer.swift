/// Byte-pair encoding as YouTokenToMe does it.
///
/// Words are what ASCII white space and U+2581 separate; each gets U+2581 in front. A run of characters outside the vocabulary is one
/// unknown token. Merges go by priority, then from left to right. Everything works on Unicode scalars: nothing is normalised here, and
/// grapheme clusters are taken apart.
public struct BPETokenizer: Sendable {
    public let vocabulary: BPEVocabulary

    public init(_ vocabulary: BPEVocabulary) {
        self.vocabulary = vocabulary
    }

    /// The ids of the text's tokens, without special tokens around them; none for a text without words.
    public func encode(_ text: String) -> [TokenID] {
        var ids: [TokenID] = []
        forEachToken(of: Array(text.unicodeScalars)) { token, _, _ in
            ids.append(token == WordMerging.unknownRun ? vocabulary.specials.unknown : token)
        }
        return ids
    }

    /// The text of each token that `encode` gives, with U+2581 at the front of words; unknown tokens show the characters they stand for.
    public func subwords(_ text: String) -> [String] {
        let scalars = Array(text.unicodeScalars)
        var subwords: [String] = []
        forEachToken(of: scalars) { _, characters, beginsWord in
            var subword = String.UnicodeScalarView()
            if beginsWord {
                subword.append(BPEVocabulary.wordMarker)
            }
            subword.append(contentsOf: scalars[characters])
            subwords.append(String(subword))
        }
        return subwords
    }

    /// The text of the ids: special tokens, the unknown one with them, are left out, U+2581 at the front of a subword becomes a space,
    /// and a space at the very beginning is dropped.
    /// - Throws: `TokenizationError.idOutOfRange`.
    public func decode(_ ids: some Sequence<TokenID>) throws(TokenizationError) -> String {
        var text = String.UnicodeScalarView()
        var subword = String.UnicodeScalarView()
        var isFirst = true
        for (index, id) in ids.enumerated() {
            guard vocabulary.definitions.indices.contains(Int(id)) else {
                throw .idOutOfRange(id: id, index: index, vocabularySize: vocabulary.size)
            }
            subword.removeAll(keepingCapacity: true)
            vocabulary.appendScalars(of: id, to: &subword)
            guard let first = subword.first else { continue }
            if first == BPEVocabulary.wordMarker {
                subword.removeFirst()
                if !isFirst {
                    text.append(" ")
                }
            }
            isFirst = false
            text.append(contentsOf: subword)
        }
        return String(text)
    }

    /// Calls `body` with each token, the place of its characters in the text, and whether it begins a word.
    private func forEachToken(of text: [Unicode.Scalar], _ body: (TokenID, Range<Int>, Bool) -> Void) {
        var merging = WordMerging(vocabulary: vocabulary)
        var position = 0
        while let start = text[position...].firstIndex(where: { !Self.isSeparator($0) }) {
            let end = text[start...].firstIndex(where: Self.isSeparator) ?? text.endIndex
            var beginsWord = true
            merging.forEachToken(inWord: start..<end, of: text) { token, characters in
                body(token, characters, beginsWord)
                beginsWord = false
            }
            position = end
        }
    }

    /// C's `isspace` in the C locale, or the word marker.
    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\t"..."\r", " ", BPEVocabulary.wordMarker: true
        default: false
        }
    }
}
