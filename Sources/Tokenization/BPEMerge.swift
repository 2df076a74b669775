/// The rule that two neighbouring tokens become one.
public struct BPEMerge: Sendable, Hashable {
    public let left: TokenID
    public let right: TokenID
    public let result: TokenID

    public init(left: TokenID, right: TokenID, result: TokenID) {
        self.left = left
        self.right = right
        self.result = result
    }

    /// A pair of tokens in one word, the key under which its rule is found.
    static func key(_ left: TokenID, _ right: TokenID) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }
}
