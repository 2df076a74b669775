import CKernels
import Foundation
import TestSupport
import Testing

/// The kernels of sampling in every tier that this machine has, the scalar one included, against sorting and double precision.
@Suite struct SamplingKernelTests {
    static let counts = [1, 2, 15, 16, 17, 63, 64, 65, 300, 1000, 8192]

    private func kernels(_ tier: UInt32) -> LubokSamplingKernels {
        lubok_kernels_of_tier(LubokTier(rawValue: tier))!.pointee.sampling.pointee
    }

    /// Numbers of which many are equal, and infinitely small ones.
    private func values(_ count: Int, random: inout SeededGenerator) -> [Float] {
        random.floats(count).enumerated().map { index, value in
            switch index % 7 {
            case 0: (4 * value).rounded()
            case 5: index % 5 == 0 ? -.infinity : -0.0
            default: 30 * value
            }
        }
    }

    @Test(arguments: AttentionKernelTests.tiers, counts) func findsTheLargest(tier: UInt32, count: Int) {
        var random = SeededGenerator(seed: UInt64(count))
        var numbers = values(count, random: &random)
        #expect(kernels(tier).largest(numbers, count) == numbers.max())
        for bad in [Float.nan, .infinity] {
            let place = Int.random(in: 0..<count, using: &random)
            let kept = numbers[place]
            numbers[place] = bad
            #expect(kernels(tier).largest(numbers, count).isNaN)
            numbers[place] = kept
        }
        let lowest = [Float](repeating: -.infinity, count: count)
        #expect(kernels(tier).largest(lowest, count) == -.infinity)
    }

    @Test(arguments: AttentionKernelTests.tiers, counts) func findsEveryRank(tier: UInt32, count: Int) {
        var random = SeededGenerator(seed: UInt64(count))
        let numbers = values(count, random: &random)
        let sorted = numbers.sorted(by: >)
        for rank in Set([0, 1, 2, count / 3, count / 2, count - 2, count - 1].filter { (0..<count).contains($0) }) {
            #expect(kernels(tier).value_of_rank(numbers, count, rank) == sorted[rank], "rank \(rank)")
        }
    }

    @Test(arguments: AttentionKernelTests.tiers, counts) func weighsByTheDefinition(tier: UInt32, count: Int) {
        var random = SeededGenerator(seed: UInt64(count))
        let logits = values(count, random: &random) + [31]
        let largest = logits.max()!
        for (temperature, smallest) in [(1, -.infinity), (0.7, 2), (3, -1), (1, largest)] as [(Float, Float)] {
            var weights = [Float](repeating: .nan, count: logits.count)
            let sums = kernels(tier).exponentials(logits, logits.count, largest, temperature, smallest, &weights)
            let exponents = logits.map { (Double($0) - Double(largest)) / Double(temperature) }
            let all = exponents.map { exp($0) }
            let kept = zip(logits, all).map { $0 >= smallest ? $1 : 0 }
            for (found, (expected, exponent)) in zip(weights, zip(kept, exponents)) where exponent > -87 {
                // The exponent itself is rounded, by a part of its size.
                #expect(abs(Double(found) - expected) <= 2e-7 * (5 - exponent) * expected)
            }
            #expect(abs(sums.kept - kept.reduce(0, +)) <= 1e-6 * sums.kept)
            #expect(abs(sums.all - all.reduce(0, +)) <= 1e-6 * sums.all)
        }
    }

    /// By sorting: a weight stays if those before it, in descending order and the lower index first, sum to at most the mass.
    @Test(arguments: AttentionKernelTests.tiers, counts) func keepsTheNucleus(tier: UInt32, count: Int) {
        var random = SeededGenerator(seed: UInt64(count))
        // Multiples of 1/64, so that every sum is exact and ties abound.
        let weights = random.floats(count).map { (abs($0) * 64).rounded() / 64 } + [1]
        let order = weights.indices.sorted { (weights[$0], -$0) > (weights[$1], -$1) }
        let total = weights.reduce(0.0) { $0 + Double($1) }
        for share in [0, 1e-9, 0.01, 0.3, 0.5, 0.9, 0.999, 1.5] {
            let mass = total * share
            var expected = [Float](repeating: 0, count: weights.count)
            var preceding = 0.0
            for index in order where preceding <= mass {
                expected[index] = weights[index]
                preceding += Double(weights[index])
            }
            var found = weights
            let sum = kernels(tier).keep_nucleus(&found, found.count, mass)
            #expect(found == expected, "mass \(mass) of \(total)")
            #expect(sum == expected.reduce(0.0) { $0 + Double($1) })
        }
    }

    @Test(arguments: AttentionKernelTests.tiers, counts) func drawsAtTheSum(tier: UInt32, count: Int) {
        var random = SeededGenerator(seed: UInt64(count))
        let weights = random.floats(count).map { max(($0 * 8).rounded() / 8, 0) } + [0.5, 0, 0]
        let total = weights.reduce(0.0) { $0 + Double($1) }
        for share in [0, 0.1, 0.5, 0.73, 0.999] {
            let threshold = share * total
            var sum = 0.0
            let expected = weights.firstIndex { weight in
                sum += Double(weight)
                return sum > threshold
            }
            #expect(kernels(tier).index_of_sum(weights, weights.count, threshold) == expected)
        }
        // Rounding may bring a threshold up to the sum: even then no code without weight is drawn.
        #expect(kernels(tier).index_of_sum(weights, weights.count, total) == count)
        #expect(kernels(tier).index_of_sum(weights, weights.count, .infinity) == count)
    }
}
