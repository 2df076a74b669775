import Foundation
import Testing
import TokenTransformer

@Suite struct PerplexityTests {
    private let logits: [[Float]] = [[0, 1, 2], [3, 0, -1], [1, 1, 0], [-2, 0, 4]]
    private let codes = [2, 0, 2, 1]

    /// exp(cross-entropy) of a code, by the definition.
    private func surprise(_ logits: [Float], _ code: Int) -> Double {
        logits.reduce(0.0) { $0 + exp(Double($1)) } / exp(Double(logits[code]))
    }

    private func perplexity(shift: Int, _ steps: [(logits: [Float], code: Int)]) -> Double {
        var perplexity = Perplexity(shift: shift)
        for step in steps { perplexity.add(code: step.code, logits: step.logits.span) }
        return perplexity.value
    }

    @Test func isTheMeanOverAllCodesButTheFirst() {
        let expected = (1..<4).reduce(0.0) { $0 + surprise(logits[$1], codes[$1]) } / 3
        #expect(abs(perplexity(shift: 0, Array(zip(logits, codes)).map { ($0, $1) }) - expected) < 1e-4)
    }

    @Test func aShiftScoresByTheStepBefore() {
        let expected = (1..<4).reduce(0.0) { $0 + surprise(logits[$1 - 1], codes[$1]) } / 3
        #expect(abs(perplexity(shift: 1, Array(zip(logits, codes)).map { ($0, $1) }) - expected) < 1e-4)
    }

    @Test func certainCodesAreLeftOut() {
        let certain: [Float] = [100, 0, 0]
        let without = perplexity(shift: 0, [(logits[0], 0), (logits[1], 1)])
        #expect(perplexity(shift: 0, [(logits[0], 0), (certain, 0), (logits[1], 1)]) == without)
        #expect(perplexity(shift: 0, [(logits[0], 0), (certain, 0)]) == 1)
        #expect(perplexity(shift: 0, []) == 1)
    }

    /// What a draw at temperature 1 found out is what perplexity would have found out for itself.
    @Test func theNormaliserOfADrawServes() throws {
        let sampler = try Sampler(topK: 2, topP: 0.9)
        var (given, own) = (Perplexity(shift: 0), Perplexity(shift: 0))
        for (logits, code) in zip(logits, codes) {
            let drawing = try sampler.drawing(from: logits.span, uniform: 0.3)
            #expect(drawing.normaliser != nil)
            given.add(code: code, logits: logits.span, normaliser: drawing.normaliser)
            own.add(code: code, logits: logits.span)
        }
        #expect(given.value == own.value)
        let first = logits[0]
        let warm = try Sampler(temperature: 0.9).drawing(from: first.span, uniform: 0.3)
        #expect(warm.normaliser == nil)
    }
}
