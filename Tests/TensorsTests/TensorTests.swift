import Tensors
import TestSupport
import Testing

@Suite struct TensorTests {
    @Test func copiesShareUntilWritten() {
        let original = Tensor(shape: [2, 2], values: [1, 2, 3, 4])
        var copy = original
        copy[0] = 9
        #expect(original.values == [1, 2, 3, 4])
        #expect(copy.values == [9, 2, 3, 4])
        var reshaped = original.reshaped([4])
        reshaped[3] = 0
        #expect(original.values == [1, 2, 3, 4])
    }

    @Test func rowsStartOnCacheLines() {
        for count in [1, 3, 1000] {
            Tensor(shape: [count]).withUnsafeBufferPointer { #expect(Int(bitPattern: $0.baseAddress!) % 64 == 0) }
        }
        #expect(Tensor(shape: [0, 5]).values.isEmpty)
    }

    @Test func rowsAreCopiedAndReplaced() {
        let original = Tensor(shape: [3, 2], values: [1, 2, 3, 4, 5, 6])
        #expect(original.rows(1..<3).shape == [2, 2])
        #expect(original.rows(1..<3).values == [3, 4, 5, 6])
        #expect(original.withRow(1) { row in row.indices.map { row[$0] } } == [3, 4])
        var changed = original
        changed.replaceRow(0, with: original, row: 2)
        #expect(changed.values == [5, 6, 3, 4, 5, 6])
        #expect(original.values == [1, 2, 3, 4, 5, 6])
    }

    @Test func openBLASMatchesADirectProduct() {
        var random = SeededGenerator(seed: 11)
        let (m, n, k) = (5, 7, 9)
        let a = random.floats(m * k)
        let b = random.floats(k * n)
        var c = [Float](repeating: 0, count: m * n)
        MatrixProduct.multiply(m: m, n: n, k: k, alpha: 2, a: a, aStride: k, b: b, bStride: n, c: &c, cStride: n)
        let expected = (0..<m * n).map { place in
            2 * (0..<k).reduce(Float(0)) { $0 + a[place / n * k + $1] * b[$1 * n + place % n] }
        }
        #expect(largestDifference(c, expected) < 1e-5)
        #expect(!MatrixProduct.openBLASCore.isEmpty)
    }
}
