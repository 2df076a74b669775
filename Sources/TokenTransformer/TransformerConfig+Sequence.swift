// The sequence: the text places, then the image codes in raster order.
extension TransformerConfig {
    public var headDimension: Int { width / heads }
    /// Image codes of a picture.
    public var imageLength: Int { gridSide * gridSide }
    /// The longest sequence, text and image together.
    public var sequenceLength: Int { textLength + imageLength }
    /// Places of the text, that of a leading token included; the first image code follows.
    public var textPlaces: Int { textLength + (rules.leadingToken == nil ? 0 : 1) }
    /// Image codes that have a place in the sequence. One fewer than the picture where a leading token takes a place:
    /// nothing is predicted from the last code, so it need not be read.
    public var imagePlaces: Int { sequenceLength - textPlaces }

    /// The ids at the text places: a zero at position p is padding and becomes an id of its own, the leading token comes in front.
    ///
    /// - Parameter tokens: at most `textLength` ids; missing ones are padding.
    /// - Throws: `tooManyTokens`, `tokenOutOfRange`.
    package func textIDs(for tokens: [Int]) throws(TransformerError) -> [Int] {
        guard tokens.count <= textLength else { throw .tooManyTokens(found: tokens.count, limit: textLength) }
        var ids = rules.leadingToken.map { [$0] } ?? []
        for position in 0..<textLength {
            let token = position < tokens.count ? tokens[position] : 0
            guard token >= 0 && token < textVocabulary else {
                throw .tokenOutOfRange(token: token, index: position, vocabulary: textVocabulary)
            }
            ids.append(token == 0 ? textVocabulary - textLength + position : token)
        }
        return ids
    }

    /// - Throws: `codeOutOfRange` for the first code outside the vocabulary.
    func check(codes: some Sequence<Int>) throws(TransformerError) {
        for (index, code) in codes.enumerated() where code < 0 || code >= imageVocabulary {
            throw .codeOutOfRange(code: code, index: index, vocabulary: imageVocabulary)
        }
    }
}
