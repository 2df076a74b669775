/// A byte-pair encoding vocabulary (Sennrich et al. 2016, "Neural Machine Translation of Rare Words with Subword Units") in the form
/// that YouTokenToMe trains and stores: characters, merges in order of priority, and special tokens. Ids number all of them from 0
/// without gaps.
public struct BPEVocabulary: Sendable, Equatable {
    /// U+2581, lower one eighth block: put in front of every word, where other tokenizers keep the space.
    public static let wordMarker: Unicode.Scalar = "\u{2581}"

    /// The most scalars that one subword may have.
    static let subwordLengthLimit = 1 << 16

    /// In the order of the model file, which has no meaning.
    public let characters: [CharacterToken]
    /// In order of priority, the most important first.
    public let merges: [BPEMerge]
    public let specials: SpecialTokens

    /// What each id stands for. Subwords are not spelled out: their total length is not bounded by the size of the file.
    let definitions: [Definition]
    let idOfCharacter: [Unicode.Scalar: TokenID]
    /// The index in `merges` for each pair, under `BPEMerge.key`.
    let rankOfPair: [UInt64: Int]

    enum Definition: Sendable, Equatable {
        case special
        case character(Unicode.Scalar)
        case merge(left: TokenID, right: TokenID)
    }

    /// The number of tokens, special ones included; every id is below it.
    public var size: Int { definitions.count }

    /// Puts a vocabulary together, whoever trained it.
    /// - Throws: `TokenizationError.invalidVocabulary`, when ids are not exactly 0 ..< size, a character or pair appears twice, a merge
    ///   takes what is not defined before it, or `wordMarker` is missing.
    public init(characters: [CharacterToken], merges: [BPEMerge], specials: SpecialTokens) throws(TokenizationError) {
        try self.init(characters: characters, merges: merges, specials: specials, file: nil)
    }

    /// - Parameter file: the name to be put into errors.
    init(
        characters: [CharacterToken], merges: [BPEMerge], specials: SpecialTokens, file: String?
    ) throws(TokenizationError) {
        var validation = Validation(size: characters.count + merges.count + specials.ids.count, file: file)
        validation.line = 2 + characters.count + merges.count
        for id in specials.ids {
            try validation.define(id, as: .special, length: 0)
        }
        for (index, character) in characters.enumerated() {
            validation.line = 2 + index
            try validation.add(character)
        }
        for (rank, merge) in merges.enumerated() {
            validation.line = 2 + characters.count + rank
            try validation.add(merge, rank: rank)
        }
        validation.line = 1
        try validation.require(validation.idOfCharacter[Self.wordMarker] != nil, else: .missingWordMarker)

        self.characters = characters
        self.merges = merges
        self.specials = specials
        definitions = validation.definitions.compactMap(\.self)
        idOfCharacter = validation.idOfCharacter
        rankOfPair = validation.rankOfPair
    }

    /// Appends the characters that an id stands for, none for a special token.
    /// - Parameter id: within 0 ..< size.
    func appendScalars(of id: TokenID, to scalars: inout String.UnicodeScalarView) {
        var pending = [id]
        while let id = pending.popLast() {
            switch definitions[Int(id)] {
            case .special:
                break
            case .character(let scalar):
                scalars.append(scalar)
            case .merge(let left, let right):
                pending.append(right)
                pending.append(left)
            }
        }
    }
}
