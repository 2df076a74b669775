import Tensors

/// Draws image codes from logits: temperature, then top-k, then top-p.
public struct Sampler: Sendable, Equatable {
    /// Divides the logits: below 1 sharpens, above 1 flattens.
    public let temperature: Float
    /// Only codes whose logit is among the k largest are drawn, ties with the k-th included; 0 is off. 1 takes the most likely code, and
    /// draws among codes that share the largest logit.
    public let topK: Int
    /// Only the most likely codes are drawn, up to and including the one with which their probability first exceeds p; 1 is off.
    /// Of equal probabilities that p cuts through, those with the lower codes stay.
    public let topP: Float

    /// The defaults are ruDALL-E's.
    ///
    /// - Throws: `invalidTemperature`, `invalidTopK`, `invalidTopP`.
    public init(temperature: Float = 1, topK: Int = 2048, topP: Float = 0.995) throws(TransformerError) {
        guard temperature.isFinite, temperature > 0 else { throw .invalidTemperature(temperature) }
        guard topK >= 0 else { throw .invalidTopK(topK) }
        guard topP > 0, topP <= 1 else { throw .invalidTopP(topP) }
        self.temperature = temperature
        self.topK = topK
        self.topP = topP
    }

    /// The probability of each code.
    ///
    /// - Throws: `logitsNotFinite`.
    public func probabilities(of logits: Span<Float>) throws(TransformerError) -> [Float] {
        let candidates = try candidates(of: logits)
        let total = candidates.weights.reduce(0) { $0 + Double($1) }
        var probabilities = [Float](repeating: 0, count: logits.count)
        for (code, weight) in zip(candidates.codes, candidates.weights) {
            probabilities[code] = Float(Double(weight) / total)
        }
        return probabilities
    }

    /// The code at which the cumulative probability, in the order of the codes, first exceeds `uniform`.
    ///
    /// - Parameter uniform: 0 ..< 1.
    /// - Throws: `logitsNotFinite`.
    public func draw(from logits: Span<Float>, uniform: Double) throws(TransformerError) -> Int {
        let candidates = try candidates(of: logits)
        let threshold = uniform * candidates.weights.reduce(0) { $0 + Double($1) }
        var cumulative = 0.0
        for (code, weight) in zip(candidates.codes, candidates.weights) {
            cumulative += Double(weight)
            if cumulative > threshold { return code }
        }
        // Reached only where rounding brought the threshold up to the total.
        return candidates.codes[candidates.weights.lastIndex { $0 > 0 }!]
    }

    /// A code drawn with the stream's number for a position.
    ///
    /// - Throws: `logitsNotFinite`.
    public func draw(
        from logits: Span<Float>, stream: RandomStream, position: Int
    ) throws(TransformerError) -> Int {
        try draw(from: logits, uniform: stream.uniform(at: position))
    }

    /// Classifier-free guidance (arXiv 2207.12598): unconditional + scale · (conditional − unconditional), elementwise.
    public static func guided(conditional: Tensor, unconditional: Tensor, scale: Float) -> Tensor {
        precondition(conditional.shape == unconditional.shape, "\(conditional.shape) and \(unconditional.shape)")
        return Tensor(shape: conditional.shape) { target in
            conditional.withUnsafeBufferPointer { conditional in
                unconditional.withUnsafeBufferPointer { unconditional in
                    for index in target.indices {
                        let difference = conditional[index] - unconditional[index]
                        target.initializeElement(at: index, to: unconditional[index] + scale * difference)
                    }
                }
            }
        }
    }

    /// The codes that may be drawn, ascending, and their probabilities up to a common factor.
    private func candidates(of logits: Span<Float>) throws(TransformerError) -> (codes: [Int], weights: [Float]) {
        let largest = try largest(of: logits)
        // Relative to the largest, so that no temperature, however small, can overflow.
        var scaled = logits.indices.map { (logits[$0] - largest) / temperature }
        var codes = Array(logits.indices)
        if topK > 0, topK < codes.count {
            let smallest = Selection.value(ofRank: topK - 1, in: scaled)
            codes.removeAll { scaled[$0] < smallest }
            scaled.removeAll { $0 < smallest }
        }
        var probabilities = Tensor(shape: [1, scaled.count], values: scaled)
        probabilities.softmaxRows()
        let weights = probabilities.values
        guard topP < 1 else { return (codes, weights) }

        var (smallest, ties) = Selection.nucleus(of: weights, mass: Double(topP))
        var nucleus: (codes: [Int], weights: [Float]) = ([], [])
        for (code, weight) in zip(codes, weights) where weight >= smallest {
            if weight == smallest {
                guard ties > 0 else { continue }
                ties -= 1
            }
            nucleus.codes.append(code)
            nucleus.weights.append(weight)
        }
        return nucleus
    }

    private func largest(of logits: Span<Float>) throws(TransformerError) -> Float {
        var largest = -Float.infinity
        for index in logits.indices {
            let logit = logits[index]
            guard logit < .infinity else { throw .logitsNotFinite(index: index) }
            largest = max(largest, logit)
        }
        guard largest > -.infinity else { throw .logitsNotFinite(index: 0) }
        return largest
    }
}
