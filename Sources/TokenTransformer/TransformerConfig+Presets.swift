extension TransformerConfig {
    /// ruDALL-E Malevich (XL), 1.3 billion weights.
    public static let malevich = released(layers: 24, width: 2048, heads: 16, rules: .v3)
    /// The first release of Malevich.
    public static let malevichV2 = released(layers: 24, width: 2048, heads: 16, rules: .v2)
    /// ruDALL-E Emojich.
    public static let emojich = released(layers: 24, width: 2048, heads: 16, rules: .v2)
    /// ruDALL-E Surrealist XL.
    public static let surrealistXL = released(layers: 24, width: 2048, heads: 16, rules: .v3)
    /// ruDALL-E Kandinsky (XXL), 12 billion weights.
    public static let kandinsky = released(layers: 64, width: 3840, heads: 60, rules: .v3)

    /// What all released models have in common.
    private static func released(layers: Int, width: Int, heads: Int, rules: TransformerRules) -> TransformerConfig {
        TransformerConfig(
            unchecked: layers, width: width, heads: heads, textLength: 128, gridSide: 32, textVocabulary: 16_384 + 128,
            imageVocabulary: 8_192, sandwichLayerNorm: true, rules: rules)
    }
}
