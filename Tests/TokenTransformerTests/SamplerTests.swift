import Foundation
import Tensors
import TestSupport
import Testing
import TokenTransformer

@Suite struct SamplerTests {
    /// Probabilities by the definition: sort, cut, normalise, in double precision.
    private func reference(_ logits: [Float], _ sampler: Sampler) -> [Double] {
        let scaled = logits.map { Double($0) / Double(sampler.temperature) }
        let order = logits.indices.sorted { (logits[$0], -$0) > (logits[$1], -$1) }
        let smallest = sampler.topK > 0 && sampler.topK < logits.count ? logits[order[sampler.topK - 1]] : -.infinity
        let kept = order.filter { logits[$0] >= smallest }
        let weights = kept.map { exp(scaled[$0] - scaled[order[0]]) }
        let total = weights.reduce(0, +)
        var probabilities = [Double](repeating: 0, count: logits.count)
        var cumulative = 0.0
        for (code, weight) in zip(kept, weights) {
            if sampler.topP < 1, cumulative > Double(sampler.topP) { break }
            probabilities[code] = weight
            cumulative += weight / total
        }
        let nucleus = probabilities.reduce(0, +)
        return probabilities.map { $0 / nucleus }
    }

    @Test func matchesTheDefinition() throws {
        var random = SeededGenerator(seed: 3)
        for count in [1, 2, 7, 64, 1000] {
            for (temperature, topK, topP) in [
                (1, 0, 1), (0.7, 5, 1), (1.5, 0, 0.9), (1, 40, 0.5), (3, 2048, 0.995), (1, 1, 1), (1, 0, 1e-6), (0.05, 0, 0.99),
            ] as [(Float, Int, Float)] {
                let sampler = try Sampler(temperature: temperature, topK: topK, topP: topP)
                // Distinct logits, so that rounding decides no tie.
                let logits = random.floats(count).map { 6 * $0 }
                let found = try sampler.probabilities(of: logits.span)
                let expected = reference(logits, sampler)
                for (found, expected) in zip(found, expected) { #expect(abs(Double(found) - expected) < 1e-6) }
            }
        }
    }

    @Test func tiesWithTheKthStayAndTopPCutsThroughTies() throws {
        let logits: [Float] = [1, 3, 3, 0, 3, 2]
        let likeliest = try Sampler(topK: 1, topP: 1).probabilities(of: logits.span)
        #expect(likeliest.map { $0 > 0 } == [false, true, true, false, true, false])
        let equal = [Float](repeating: 0.25, count: 8)
        // A half is reached, not exceeded, by the fourth.
        #expect(try Sampler(topK: 0, topP: 0.5).probabilities(of: equal.span) == [0.2, 0.2, 0.2, 0.2, 0.2, 0, 0, 0])
    }

    @Test func drawsInvertTheCumulativeDistribution() throws {
        var random = SeededGenerator(seed: 8)
        let logits = random.floats(50).map { 4 * $0 }
        for sampler in [try Sampler(topK: 0, topP: 1), try Sampler(temperature: 0.8, topK: 20, topP: 0.9)] {
            let probabilities = try sampler.probabilities(of: logits.span).map(Double.init)
            var start = 0.0
            for (code, probability) in probabilities.enumerated() where probability > 0 {
                let middle = start + probability / 2
                #expect(try sampler.draw(from: logits.span, uniform: middle) == code)
                start += probability
            }
            let possible = probabilities.indices.filter { probabilities[$0] > 0 }
            #expect(try sampler.draw(from: logits.span, uniform: 0) == possible.first)
            #expect(try sampler.draw(from: logits.span, uniform: 1.0.nextDown) == possible.last)
        }
    }

    @Test func frequenciesFollowTheProbabilities() throws {
        let sampler = try Sampler(topK: 0, topP: 1)
        let logits: [Float] = [0, 1, -1, 2, 0.5]
        let probabilities = try sampler.probabilities(of: logits.span)
        let stream = RandomStream(seed: 42, promptDigest: 1, candidate: 0)
        let draws = 20_000
        var counts = [Int](repeating: 0, count: 5)
        for position in 0..<draws { counts[try sampler.draw(from: logits.span, stream: stream, position: position)] += 1 }
        // χ² with four degrees of freedom exceeds 18.5 once in a thousand; the seed is fixed.
        let statistic = zip(counts, probabilities).reduce(0.0) { sum, pair in
            let expected = Double(pair.1) * Double(draws)
            return sum + (Double(pair.0) - expected) * (Double(pair.0) - expected) / expected
        }
        #expect(statistic < 18.5)
    }

    @Test func survivesExtremes() throws {
        let coldest = try Sampler(temperature: .leastNonzeroMagnitude, topK: 0, topP: 1)
        #expect(try coldest.draw(from: [5, 6, -3].span, uniform: 0.99) == 1)
        #expect(try Sampler(topK: 0, topP: 1).probabilities(of: [-.infinity, 2, -.infinity].span) == [0, 1, 0])
        #expect(try Sampler().draw(from: [3e38, -3e38].span, uniform: 0.5) == 0)
    }

    @Test func refusesWhatCannotBeDrawn() throws {
        #expect(throws: TransformerError.logitsNotFinite(index: 1)) { try Sampler().draw(from: [0, .nan].span, uniform: 0) }
        #expect(throws: TransformerError.logitsNotFinite(index: 0)) { try Sampler().draw(from: [.infinity, 0].span, uniform: 0) }
        #expect(throws: TransformerError.logitsNotFinite(index: 0)) {
            try Sampler().draw(from: [-.infinity, -.infinity].span, uniform: 0)
        }
        for temperature in [0, -1, .infinity] as [Float] {
            #expect(throws: TransformerError.invalidTemperature(temperature)) { try Sampler(temperature: temperature) }
        }
        #expect(throws: TransformerError.self) { try Sampler(temperature: .nan) }
        #expect(throws: TransformerError.invalidTopK(-1)) { try Sampler(topK: -1) }
        #expect(throws: TransformerError.invalidTopP(0)) { try Sampler(topP: 0) }
        #expect(throws: TransformerError.invalidTopP(1.5)) { try Sampler(topP: 1.5) }
        #expect(throws: TransformerError.self) { try Sampler(topP: .nan) }
    }

    @Test func guidanceExtrapolates() throws {
        var random = SeededGenerator(seed: 21)
        let (conditional, unconditional) = (random.floats(30), random.floats(30))
        let sampler = try Sampler(topK: 0, topP: 1)
        for guidance in [0, 1, 3] as [Float] {
            let guided = zip(conditional, unconditional).map { $1 + guidance * ($0 - $1) }
            for uniform in [0, 0.1, 0.5, 0.9, 0.99] {
                let drawing = try sampler.drawing(
                    conditional: conditional.span, unconditional: unconditional.span, guidance: guidance, uniform: uniform)
                #expect(try sampler.draw(from: guided.span, uniform: uniform) == drawing.code)
            }
        }
    }
}
