/// By what candidates are put in order, the best first.
public enum Ranking: String, Codable, Sendable, Equatable, CaseIterable {
    /// How well each picture shows the prompt, as CLIP finds.
    case clip
    /// How little the transformer was surprised by its own codes. Needs no matcher.
    case perplexity
    /// The mean of a candidate's places in the two orders. Places, because a cosine and a perplexity have no unit in common, and because one
    /// candidate with an enormous perplexity must not decide how much the others' scores are worth.
    case both

    /// Whether pictures must be compared with the prompt.
    public var needsMatcher: Bool { self != .perplexity }
}

extension Ranking {
    /// The indices of candidates, the best first. Equal ones stay in their order; what is not a number comes last.
    ///
    /// - Parameter candidates: with scores unless the order is by perplexity.
    package func order(of candidates: [(score: Float?, perplexity: Double)]) -> [Int] {
        // The smaller, the better.
        let dissimilarities = candidates.map { -Double($0.score ?? 0) }
        let perplexities = candidates.map(\.perplexity)
        let places =
            switch self {
            case .clip: Self.places(dissimilarities)
            case .perplexity: Self.places(perplexities)
            case .both: zip(Self.places(dissimilarities), Self.places(perplexities)).map(+)
            }
        return places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
    }

    /// Of each value, how many others are smaller: equal values share a place.
    private static func places(_ values: [Double]) -> [Int] {
        let values = values.map { $0.isNaN ? .infinity : $0 }
        return values.map { value in values.count { $0 < value } }
    }
}
