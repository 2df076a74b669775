/// A token that is one Unicode scalar: what byte-pair encoding starts from.
public struct CharacterToken: Sendable, Hashable {
    public let scalar: Unicode.Scalar
    public let id: TokenID

    public init(scalar: Unicode.Scalar, id: TokenID) {
        self.scalar = scalar
        self.id = id
    }
}
