import CKernels
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

    /// A code, and what the draw found out on the way.
    public struct Drawing: Sendable {
        public let code: Int
        /// That of the logits; nil where the temperature is not 1, so that others were drawn by.
        public let normaliser: LogitNormaliser?
    }

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
        try withWeights(of: logits) { weights in weights.codes.map { Float(Double($0) / weights.sum) } }
    }

    /// The code at which the cumulative probability, in the order of the codes, first exceeds `uniform`.
    ///
    /// - Parameter uniform: 0 ..< 1.
    /// - Throws: `logitsNotFinite`.
    public func drawing(from logits: Span<Float>, uniform: Double) throws(TransformerError) -> Drawing {
        try withWeights(of: logits) { weights in
            let code = Self.kernels.index_of_sum(weights.codes.baseAddress!, weights.codes.count, uniform * weights.sum)
            return Drawing(code: code, normaliser: temperature == 1 ? weights.normaliser : nil)
        }
    }

    /// As `drawing`, the code alone.
    ///
    /// - Throws: `logitsNotFinite`.
    public func draw(from logits: Span<Float>, uniform: Double) throws(TransformerError) -> Int {
        try drawing(from: logits, uniform: uniform).code
    }

    /// A code drawn with the stream's number for a position.
    ///
    /// - Throws: `logitsNotFinite`.
    public func draw(
        from logits: Span<Float>, stream: RandomStream, position: Int
    ) throws(TransformerError) -> Int {
        try draw(from: logits, uniform: stream.uniform(at: position))
    }

    /// As `drawing`, under classifier-free guidance (arXiv 2207.12598): from unconditional + guidance · (conditional − unconditional).
    ///
    /// - Throws: `logitsNotFinite`.
    public func drawing(
        conditional: Span<Float>, unconditional: Span<Float>, guidance: Float, uniform: Double
    ) throws(TransformerError) -> Drawing {
        precondition(conditional.count == unconditional.count, "\(conditional.count) and \(unconditional.count) logits")
        let result = withUnsafeTemporaryAllocation(of: Float.self, capacity: conditional.count) { guided in
            conditional.withUnsafeBufferPointer { conditional in
                unconditional.withUnsafeBufferPointer { unconditional in
                    for index in guided.indices {
                        let difference = conditional[index] - unconditional[index]
                        guided.initializeElement(at: index, to: unconditional[index] + guidance * difference)
                    }
                }
            }
            return Result { () throws(TransformerError) in try drawing(from: guided.span, uniform: uniform) }
        }
        return try result.get()
    }

    /// Probabilities up to a common factor.
    private struct Weights {
        /// By code; 0 for those that may not be drawn.
        let codes: UnsafeMutableBufferPointer<Float>
        let sum: Double
        /// That of the logits at the sampler's temperature.
        let normaliser: LogitNormaliser
    }

    private static var kernels: LubokSamplingKernels { Kernels.active.pointee.sampling.pointee }

    private func withWeights<Value>(of logits: Span<Float>, _ body: (Weights) -> Value) throws(TransformerError) -> Value {
        let result = logits.withUnsafeBufferPointer { logits in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: logits.count) { memory in
                weights(of: logits, in: memory).map(body)
            }
        }
        return try result.get()
    }

    private func weights(
        of logits: UnsafeBufferPointer<Float>, in memory: UnsafeMutableBufferPointer<Float>
    ) -> Result<Weights, TransformerError> {
        let kernels = Self.kernels
        let (start, count) = (logits.baseAddress!, logits.count)
        let largest = kernels.largest(start, count)
        guard largest.isFinite else { return .failure(.logitsNotFinite(index: logits.firstIndex { !($0 < .infinity) } ?? 0)) }
        // Relative to the largest, so that no temperature, however small, can overflow.
        let smallest = topK > 0 && topK < count ? kernels.value_of_rank(start, count, topK - 1) : -.infinity
        let sums = kernels.exponentials(start, count, largest, temperature, smallest, memory.baseAddress!)
        let sum = topP < 1 ? kernels.keep_nucleus(memory.baseAddress!, count, Double(topP) * sums.kept) : sums.kept
        return .success(Weights(codes: memory, sum: sum, normaliser: LogitNormaliser(largest: largest, sum: sums.all)))
    }
}
