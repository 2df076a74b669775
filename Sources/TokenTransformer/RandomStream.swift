/// The random numbers of one candidate: a pure function of the seed, the prompt, the candidate and the position.
///
/// Which other candidates are drawn, in what order and how many together, changes nothing.
public struct RandomStream: Sendable, Equatable {
    private let seed: UInt64
    private let promptDigest: UInt64
    private let candidate: UInt32

    /// - Parameters:
    ///   - promptDigest: that of the `PromptState`.
    ///   - candidate: the index among all candidates of the request, not among those that run here.
    public init(seed: UInt64, promptDigest: UInt64, candidate: Int) {
        self.seed = seed
        self.promptDigest = promptDigest
        self.candidate = UInt32(candidate)
    }

    /// A number evenly spread over 0 ..< 1, in steps of 2⁻⁵³.
    public func uniform(at position: Int) -> Double {
        let words = Philox.words(
            counter: SIMD4(
                UInt32(position), candidate, UInt32(truncatingIfNeeded: promptDigest),
                UInt32(truncatingIfNeeded: promptDigest >> 32)),
            key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
        let bits = UInt64(words[0]) << 32 | UInt64(words[1])
        return Double(bits >> 11) * 0x1p-53
    }
}
