import Tensors

/// How surprised the model was by a picture's codes: the mean of exp(cross-entropy) over all codes but the first.
///
/// Scored at temperature 1 and unfiltered, while the codes are drawn or forced; the order of results where nothing else ranks them.
/// Codes that the model was certain of, to the last bit of single precision, are left out of the mean.
public struct Perplexity: Sendable {
    private let shift: Int
    /// The logits of the last `shift` steps, oldest first.
    private var earlier: [(logits: [Float], normaliser: LogitNormaliser)] = []
    private var codes = 0
    private var sum = 0.0
    private var scored = 0

    /// - Parameter shift: how many steps late the logits are that a code is scored by.
    public init(shift: Int) {
        precondition(shift >= 0)
        self.shift = shift
    }

    public init(rules: TransformerRules) {
        self.init(shift: rules.perplexityShift)
    }

    /// Adds the next code of the picture.
    ///
    /// - Parameters:
    ///   - logits: the image logits that predict this code.
    ///   - normaliser: theirs, where somebody has it already.
    public mutating func add(code: Int, logits: Span<Float>, normaliser: LogitNormaliser? = nil) {
        let normaliser = normaliser ?? LogitNormaliser(of: logits)
        defer { codes += 1 }
        guard shift > 0 else {
            if codes > 0 { score(normaliser.probability(of: logits[code])) }
            return
        }
        if earlier.count == shift {
            let scoring = earlier.removeFirst()
            score(scoring.normaliser.probability(of: scoring.logits[code]))
        }
        earlier.append((logits.withUnsafeBufferPointer(Array.init), normaliser))
    }

    /// The perplexity of the codes so far; 1, that of certainty, where none was scored.
    public var value: Double { scored == 0 ? 1 : sum / Double(scored) }

    private mutating func score(_ probability: Double) {
        guard Float(probability) != 1 else { return }
        sum += 1 / probability
        scored += 1
    }
}
