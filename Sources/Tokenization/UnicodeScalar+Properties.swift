import CICU

/// Character properties as ICU knows them, so that they agree with its mappings whatever Unicode version Swift has.
extension Unicode.Scalar {
    /// Python's `str.isspace()`: Unicode's white space and the information separators.
    var isWhiteSpace: Bool { cicu_is_white_space(value) }
    /// General category Cc or Cf.
    var isControlOrFormat: Bool { cicu_is_control_or_format(value) }
    var isPictograph: Bool { cicu_is_extended_pictographic(value) }
    /// A skin tone.
    var isEmojiModifier: Bool { cicu_is_emoji_modifier(value) }
}
