import Tokenization

/// Vocabularies as no trainer would make them: ids in any order, special tokens anywhere or missing, merges at random.
struct RandomVocabulary {
    static func make(
        alphabet: [Unicode.Scalar], mergeCount: Int, using generator: inout SplitMix64
    ) throws -> BPEVocabulary {
        let hasPadding = Bool.random(using: &generator)
        let hasBounds = Bool.random(using: &generator)
        let specialCount = 1 + (hasPadding ? 1 : 0) + (hasBounds ? 2 : 0)
        let scalars = ([BPEVocabulary.wordMarker] + alphabet).shuffled(using: &generator)
        let pairLimit = min(mergeCount, scalars.count * scalars.count)
        var free = (0..<TokenID(specialCount + scalars.count + pairLimit)).shuffled(using: &generator)

        let specials = SpecialTokens(
            unknown: free.removeLast(),
            padding: hasPadding ? free.removeLast() : nil,
            beginning: hasBounds ? free.removeLast() : nil,
            end: hasBounds ? free.removeLast() : nil)
        let characters = scalars.map { CharacterToken(scalar: $0, id: free.removeLast()) }
        var defined = characters.map(\.id)
        var pairs: Set<[TokenID]> = []
        var merges: [BPEMerge] = []
        while merges.count < pairLimit {
            let pair = [defined.randomElement(using: &generator)!, defined.randomElement(using: &generator)!]
            guard pairs.insert(pair).inserted else { continue }
            merges.append(BPEMerge(left: pair[0], right: pair[1], result: free.removeLast()))
            defined.append(merges.last!.result)
        }
        return try BPEVocabulary(characters: characters, merges: merges, specials: specials)
    }
}
