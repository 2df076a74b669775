extension TextNormalization {
    /// NFKC, lowercase, no invisible characters, ASCII punctuation, single spaces.
    ///
    /// A step can give an earlier one new work (a soft hyphen that goes may leave a letter beside its accent), so the steps are
    /// repeated until they find none. That takes a second round, hardly ever a third.
    static func normalizeRussian(_ text: String) throws(TokenizationError) -> String {
        let lowercase = try UnicodeTransform.rootLowercase.apply(to: UnicodeTransform.nfkc.apply(to: text))
        var visible = lowercase.unicodeScalars.filter { !$0.isControlOrFormat || $0.isWhiteSpace || $0 == zeroWidthJoiner }
        visible = keepingJoinersInEmoji(visible)
        let folded = String(foldingSpacesAndPunctuation(visible))
        return folded.unicodeScalars.elementsEqual(text.unicodeScalars) ? folded : try normalizeRussian(folded)
    }

    private static let zeroWidthJoiner: Unicode.Scalar = "\u{200D}"
    private static let emojiPresentation: Unicode.Scalar = "\u{FE0F}"

    /// Drops each joiner that does not stand between two emoji, as in an emoji ZWJ sequence (UTS #51, ED-16): a pictograph, perhaps
    /// with a skin tone or the presentation selector, the joiner, another pictograph.
    private static func keepingJoinersInEmoji(_ scalars: String.UnicodeScalarView) -> String.UnicodeScalarView {
        var kept = String.UnicodeScalarView()
        var index = scalars.startIndex
        while index != scalars.endIndex {
            let scalar = scalars[index]
            index = scalars.index(after: index)
            let follows = scalars[index...].first
            if scalar != zeroWidthJoiner || (endsInEmoji(kept) && follows?.isPictograph == true) {
                kept.append(scalar)
            }
        }
        return kept
    }

    private static func endsInEmoji(_ scalars: String.UnicodeScalarView) -> Bool {
        var rest = scalars[...]
        if let last = rest.last, last == emojiPresentation || last.isEmojiModifier {
            rest.removeLast()
        }
        return rest.last?.isPictograph == true
    }

    private static func foldingSpacesAndPunctuation(_ scalars: String.UnicodeScalarView) -> String.UnicodeScalarView {
        var folded = String.UnicodeScalarView()
        var isSpacePending = false
        for scalar in scalars {
            if scalar.isWhiteSpace {
                isSpacePending = !folded.isEmpty
                continue
            }
            if isSpacePending {
                folded.append(" ")
                isSpacePending = false
            }
            folded.append(asciiPunctuation(for: scalar))
        }
        return folded
    }

    /// Quotation marks and dashes of text, not those of mathematics and of other scripts; but the minus sign is typed as a dash.
    private static func asciiPunctuation(for scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "«", "»", "\u{201C}"..."\u{201F}", "\u{2E42}", "\u{301D}"..."\u{301F}": "\""
        case "\u{2018}"..."\u{201B}", "‹", "›": "'"
        case "\u{2010}"..."\u{2015}", "\u{2212}", "\u{2E3A}", "\u{2E3B}": "-"
        default: scalar
        }
    }
}
