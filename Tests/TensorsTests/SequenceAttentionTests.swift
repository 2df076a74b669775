import Foundation
import Tensors
import TestSupport
import Testing

/// Attention between the rows of sequences against its definition.
@Suite struct SequenceAttentionTests {
    private static let heads = 3

    private struct Case: CustomTestStringConvertible {
        let headDimension: Int
        let lengths: [Int]
        let isCausal: Bool

        var testDescription: String { "\(headDimension) numbers a head, rows \(lengths), causal: \(isCausal)" }

        var width: Int { headDimension * SequenceAttentionTests.heads }
        var rows: Int { lengths.reduce(0, +) }
        var sequences: [Range<Int>] {
            var first = 0
            return lengths.map { length in
                defer { first += length }
                return first..<first + length
            }
        }
    }

    private static let cases = [
        Case(headDimension: 8, lengths: [1], isCausal: false),
        Case(headDimension: 5, lengths: [7, 1, 33], isCausal: false),
        Case(headDimension: 64, lengths: [50, 50], isCausal: false),
        Case(headDimension: 16, lengths: [17, 5, 100], isCausal: true),
    ]

    private static func source(_ some: Case) -> [[Float]] {
        var random = SeededGenerator(seed: UInt64(some.rows))
        return (0..<some.rows).map { _ in random.floats(3 * some.width) }
    }

    private static func gathered(_ some: Case, queries: [Range<Int>], precision: Precision, threads: Int) -> [Float] {
        let source = OperandRows(capacity: some.rows, width: 3 * some.width, precision: precision)
        for (row, values) in Self.source(some).enumerated() { source.fill(row: row, with: values) }
        let count = queries.reduce(0) { $0 + $1.count }
        var gathered = OperandRows(capacity: count, width: some.width, precision: precision)
        let pool = ComputePool(threads: threads)
        SequenceAttention(heads: heads, width: some.width, isCausal: some.isCausal)
            .gather(from: source, sequences: some.sequences, queries: queries, into: &gathered, on: pool)
        // Read through a product with the identity, the way everything else reads such rows.
        let identity = Tensor(
            shape: [some.width, some.width], values: (0..<some.width * some.width).map { $0 % (some.width + 1) == 0 ? 1 : 0 })
        var values = Tensor(shape: [count, some.width])
        WeightMatrix(identity, precision: precision).multiply(gathered, rows: count, bias: nil, addingTo: &values, on: pool)
        return values.values
    }

    private static func expected(_ some: Case) -> [Float] {
        let rows = source(some)
        var result: [Float] = []
        for sequence in some.sequences {
            for query in sequence {
                let seen = some.isCausal ? sequence.lowerBound..<query + 1 : sequence
                for head in 0..<heads {
                    let columns = head * some.headDimension..<(head + 1) * some.headDimension
                    let weights = seen.map { key in exp(columns.reduce(0.0) { $0 + Double(rows[query][$1] * rows[key][some.width + $1]) }) }
                    let total = weights.reduce(0, +)
                    for column in columns {
                        let sum = zip(seen, weights).reduce(0.0) { $0 + $1.1 * Double(rows[$1.0][2 * some.width + column]) }
                        result.append(Float(sum / total))
                    }
                }
            }
        }
        return result
    }

    @Test(arguments: cases, [(Precision.float32, Float(2e-5)), (.bfloat16, 5e-2)])
    private func isSoftmaxOfScoresTimesValues(some: Case, of precision: (Precision, Float)) {
        let found = Self.gathered(some, queries: some.sequences, precision: precision.0, threads: 2)
        #expect(largestDifference(found, Self.expected(some)) <= precision.1)
    }

    @Test(arguments: cases, [Precision.float32, .bfloat16])
    private func aRowDependsOnNeitherCompanyNorThreads(some: Case, precision: Precision) {
        let all = Self.gathered(some, queries: some.sequences, precision: precision, threads: 1)
        #expect(Self.gathered(some, queries: some.sequences, precision: precision, threads: 5) == all)
        let last = Self.gathered(some, queries: some.sequences.map { $0.upperBound - 1..<$0.upperBound }, precision: precision, threads: 2)
        let lastRows = some.sequences.flatMap { all[($0.upperBound - 1) * some.width..<$0.upperBound * some.width] }
        #expect(last == lastRows)
    }
}
