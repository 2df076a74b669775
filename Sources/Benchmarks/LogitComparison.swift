import Foundation

/// How far a model's logits are from those of another, over many positions.
package struct LogitComparison: Sendable {
    package private(set) var positions = 0
    /// The largest distance of any logit.
    package private(set) var largestError = 0.0
    private var logits = 0
    private var errorSum = 0.0
    private var divergenceSum = 0.0
    private var agreeing = 0

    package init() {}

    /// The mean distance of all logits.
    package var meanError: Double { logits == 0 ? 0 : errorSum / Double(logits) }
    /// The mean over the positions of the Kullback–Leibler divergence from the reference, in nats, at temperature 1.
    package var meanDivergence: Double { positions == 0 ? 0 : divergenceSum / Double(positions) }
    /// The share of positions at which both find the same code likeliest.
    package var greedyAgreement: Double { positions == 0 ? 1 : Double(agreeing) / Double(positions) }

    /// Adds a position: the logits of every code in both models.
    package mutating func add(reference: Span<Float>, other: Span<Float>) {
        precondition(reference.count == other.count && reference.count > 0, "\(reference.count) and \(other.count) logits")
        let (best, largest) = Self.largest(of: reference)
        let (otherBest, otherLargest) = Self.largest(of: other)
        var (sum, otherSum, weighted) = (0.0, 0.0, 0.0)
        for code in reference.indices {
            let (logit, otherLogit) = (Double(reference[code]) - largest, Double(other[code]) - otherLargest)
            let weight = exp(logit)
            sum += weight
            otherSum += exp(otherLogit)
            weighted += weight * (logit - otherLogit)
            let error = abs(Double(reference[code]) - Double(other[code]))
            errorSum += error
            largestError = max(largestError, error)
        }
        // Σ p (log p − log q), with both logarithms' normalisations taken out of the sum.
        divergenceSum += max(weighted / sum - log(sum) + log(otherSum), 0)
        agreeing += best == otherBest ? 1 : 0
        logits += reference.count
        positions += 1
    }

    private static func largest(of logits: Span<Float>) -> (code: Int, logit: Double) {
        var best = 0
        for code in logits.indices where logits[code] > logits[best] { best = code }
        return (best, Double(logits[best]))
    }
}
