import Tensors

/// How surprised the model was by a picture's codes: the mean of exp(cross-entropy) over all codes but the first.
///
/// Scored at temperature 1 and unfiltered, while the codes are drawn or forced; the order of results where nothing else ranks them.
/// Codes that the model was certain of, to the last bit of single precision, are left out of the mean.
public struct Perplexity: Sendable {
    private let shift: Int
    /// The probabilities of the last `shift + 1` steps, oldest first: `[1, imageVocabulary]` each.
    private var recent: [Tensor] = []
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
    /// - Parameter logits: the image logits that predict this code.
    public mutating func add(code: Int, logits: Span<Float>) {
        if recent.count > shift { recent.removeFirst() }
        recent.append(Self.probabilities(logits))
        defer { codes += 1 }
        guard codes > 0, codes >= shift else { return }
        let probability = recent[0][code]
        guard probability != 1 else { return }
        sum += 1 / Double(probability)
        scored += 1
    }

    /// The perplexity of the codes so far; 1, that of certainty, where none was scored.
    public var value: Double { scored == 0 ? 1 : sum / Double(scored) }

    private static func probabilities(_ logits: Span<Float>) -> Tensor {
        var probabilities = Tensor(shape: [1, logits.count]) { target in
            for index in logits.indices { target[index] = logits[index] }
        }
        probabilities.softmaxRows()
        return probabilities
    }
}
