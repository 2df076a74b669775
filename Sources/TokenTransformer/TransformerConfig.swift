/// The blueprint of a token transformer: every size and convention that its checkpoint does not state.
public struct TransformerConfig: Sendable, Equatable {
    public let layers: Int
    public let width: Int
    public let heads: Int
    /// Text positions, padding included.
    public let textLength: Int
    /// Rows, and columns, of the picture in image codes.
    public let gridSide: Int
    /// Text tokens, the ids that stand for padding (the last `textLength` of them) included.
    public let textVocabulary: Int
    public let imageVocabulary: Int
    /// Whether each branch is normalised once more before it is added ("Sandwich-LN" of CogView, arXiv 2105.13290).
    public let sandwichLayerNorm: Bool
    public let rules: TransformerRules

    /// - Throws: `sizeOutOfRange`, `widthNotDivisible`.
    public init(
        layers: Int, width: Int, heads: Int, textLength: Int, gridSide: Int, textVocabulary: Int, imageVocabulary: Int,
        sandwichLayerNorm: Bool, rules: TransformerRules
    ) throws(TransformerError) {
        self.init(
            unchecked: layers, width: width, heads: heads, textLength: textLength, gridSide: gridSide,
            textVocabulary: textVocabulary, imageVocabulary: imageVocabulary, sandwichLayerNorm: sandwichLayerNorm, rules: rules)
        try validate()
    }

    init(
        unchecked layers: Int, width: Int, heads: Int, textLength: Int, gridSide: Int, textVocabulary: Int,
        imageVocabulary: Int, sandwichLayerNorm: Bool, rules: TransformerRules
    ) {
        self.layers = layers
        self.width = width
        self.heads = heads
        self.textLength = textLength
        self.gridSide = gridSide
        self.textVocabulary = textVocabulary
        self.imageVocabulary = imageVocabulary
        self.sandwichLayerNorm = sandwichLayerNorm
        self.rules = rules
    }

    private func validate() throws(TransformerError) {
        try check(.layers, layers, 1...1_024)
        try check(.width, width, 1...65_536)
        try check(.heads, heads, 1...width)
        guard width % heads == 0 else { throw .widthNotDivisible(width: width, heads: heads) }
        try check(.textLength, textLength, 1...4_096)
        try check(.gridSide, gridSide, 1...256)
        // Every text position needs a padding id, and the leading token an id of its own.
        let smallestVocabulary = max(textLength, rules.leadingToken.map { $0 + 1 } ?? 0)
        try check(.textVocabulary, textVocabulary, smallestVocabulary...(1 << 24))
        try check(.imageVocabulary, imageVocabulary, 1...(1 << 24))
    }

    private func check(_ field: CodingKeys, _ size: Int, _ allowed: ClosedRange<Int>) throws(TransformerError) {
        guard allowed.contains(size) else {
            throw .sizeOutOfRange(field: field.rawValue, found: size, allowed: allowed)
        }
    }
}

extension TransformerConfig: Codable {
    private enum CodingKeys: String, CodingKey {
        case layers, width, heads, rules
        case textLength = "text_length"
        case gridSide = "grid_side"
        case textVocabulary = "text_vocabulary"
        case imageVocabulary = "image_vocabulary"
        case sandwichLayerNorm = "sandwich_layernorm"
    }

    public init(from decoder: any Swift.Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            layers: container.decode(Int.self, forKey: .layers),
            width: container.decode(Int.self, forKey: .width),
            heads: container.decode(Int.self, forKey: .heads),
            textLength: container.decode(Int.self, forKey: .textLength),
            gridSide: container.decode(Int.self, forKey: .gridSide),
            textVocabulary: container.decode(Int.self, forKey: .textVocabulary),
            imageVocabulary: container.decode(Int.self, forKey: .imageVocabulary),
            sandwichLayerNorm: container.decode(Bool.self, forKey: .sandwichLayerNorm),
            rules: container.decode(TransformerRules.self, forKey: .rules))
    }
}
