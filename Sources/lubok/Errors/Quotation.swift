/// `text` between the quotation marks of Russian, shortened where it is longer than any name.
func quotation(_ text: String) -> String {
    let limit = 200
    return "«" + text.prefix(limit) + (text.count > limit ? "…" : "") + "»"
}

/// Several such names, separated by commas.
func quotations(_ texts: [String]) -> String {
    texts.map(quotation).joined(separator: ", ")
}
