extension SpecialTokens {
    /// BOS and EOS for an encoding that cannot do without them.
    func bounds() throws(TokenizationError) -> (beginning: TokenID, end: TokenID) {
        guard let beginning else { throw .missingSpecialToken(name: "BOS") }
        guard let end else { throw .missingSpecialToken(name: "EOS") }
        return (beginning, end)
    }
}
