/// The conventions in which generations of released checkpoints differ, as values.
public struct TransformerRules: Sendable, Equatable {
    /// How `model.json` and ruDALL-E call these rules.
    public let name: String
    /// A token that stands in front of every text and takes a place of its own; nil for none.
    public let leadingToken: Int?
    public let neighbourhoodBorder: NeighbourhoodBorder
    /// How many steps late the logits are that perplexity scores a code by.
    public let perplexityShift: Int

    /// Malevich, Surrealist XL, Kandinsky, and models trained here.
    public static let v3 = TransformerRules(
        name: "v3", leadingToken: nil, neighbourhoodBorder: .clamped, perplexityShift: 0)
    /// The first Malevich, and Emojich. Their leading token moves the picture one place on, while the attention patterns stay
    /// where they were and the sequence keeps its length: patterns and perplexity are one place off from the picture's grid.
    public static let v2 = TransformerRules(
        name: "v2", leadingToken: 2, neighbourhoodBorder: .wrapped, perplexityShift: 1)

    /// Every set of rules that has a name.
    public static let all = [v3, v2]

    /// The rules of a name.
    /// - Throws: `unknownRules`.
    public init(named name: String) throws(TransformerError) {
        guard let rules = Self.all.first(where: { $0.name == name }) else { throw .unknownRules(name) }
        self = rules
    }

    private init(name: String, leadingToken: Int?, neighbourhoodBorder: NeighbourhoodBorder, perplexityShift: Int) {
        self.name = name
        self.leadingToken = leadingToken
        self.neighbourhoodBorder = neighbourhoodBorder
        self.perplexityShift = perplexityShift
    }
}

extension TransformerRules: Codable {
    public init(from decoder: any Swift.Decoder) throws {
        try self.init(named: decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}
