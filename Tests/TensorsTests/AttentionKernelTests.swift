import CKernels
import Foundation
import TestSupport
import Testing

/// Attention and the join of a residual stream in every tier that this machine has, the scalar one included, against the definition.
@Suite struct AttentionKernelTests {
    static let tiers = (0..<UInt32(LUBOK_TIER_COUNT)).filter { lubok_kernels_of_tier(LubokTier(rawValue: $0)) != nil }

    private func kernels(_ tier: UInt32) -> LubokKernels { lubok_kernels_of_tier(LubokTier(rawValue: tier))!.pointee }

    /// Keys and values of some heads as the kernels store them: `[heads][slots][slot width]` each.
    private final class Memory {
        let heads: Int
        let slots: Int
        let headDimension: Int
        let isHalf: Bool
        private let parts: [UnsafeMutableRawPointer]

        private var slotWidth: Int { lubok_slot_width(headDimension) }
        private var numberBytes: Int { isHalf ? 2 : 4 }
        var headStride: Int { slots * slotWidth }

        init(heads: Int, slots: Int, headDimension: Int, isHalf: Bool, random: inout SeededGenerator) {
            self.heads = heads
            self.slots = slots
            self.headDimension = headDimension
            self.isHalf = isHalf
            let count = heads * slots * lubok_slot_width(headDimension)
            parts = (0..<2).map { _ in .allocate(byteCount: 4 * count, alignment: 64) }
            for part in parts {
                for (place, number) in random.floats(count).enumerated() {
                    let stored = place % slotWidth < headDimension ? number : 0
                    if isHalf {
                        part.storeBytes(of: UInt16(stored.bitPattern >> 16), toByteOffset: 2 * place, as: UInt16.self)
                    } else {
                        part.storeBytes(of: stored, toByteOffset: 4 * place, as: Float.self)
                    }
                }
            }
        }

        deinit {
            for part in parts { part.deallocate() }
        }

        /// Where key (0) or value (1) of a slot lies in the first head.
        func address(_ part: Int, slot: Int) -> UnsafeMutableRawPointer { parts[part] + slot * slotWidth * numberBytes }

        /// Key (0) or value (1) of a slot.
        func vector(_ part: Int, head: Int, slot: Int) -> [Float] {
            (0..<headDimension).map { d in
                let place = head * headStride + slot * slotWidth + d
                return isHalf
                    ? Float(bitPattern: UInt32(parts[part].load(fromByteOffset: 2 * place, as: UInt16.self)) << 16)
                    : parts[part].load(fromByteOffset: 4 * place, as: Float.self)
            }
        }

        var ofKernels: LubokKeyMemory { LubokKeyMemory(keys: parts[0], values: parts[1], head_stride: headStride) }
    }

    private struct Query {
        /// Query, key and value, one after the other.
        let vectors: [Float]
        /// Where key and value are stored among its own.
        let slot: Int
        let sharedCount: Int
        let own: Memory
        let runs: [Range<Int>]
    }

    /// Queries that see different parts of the shared keys, and from nothing to several runs of their own.
    private func queries(heads: Int, headDimension: Int, isHalf: Bool, count: Int, random: inout SeededGenerator) -> [Query] {
        let sights: [(shared: Int, runs: [Range<Int>])] = [
            (40, [0..<33]), (40, []), (39, [3..<4, 9..<20]), (0, [7..<8]), (40, [0..<33]), (1, []), (40, [1..<2, 5..<25, 30..<33]),
        ]
        return (0..<count).map { index in
            let sight = sights[index % sights.count]
            return Query(
                vectors: random.floats(3 * heads * headDimension).map { 3 * $0 }, slot: index * 5 % 33, sharedCount: sight.shared,
                own: Memory(heads: heads, slots: 33, headDimension: headDimension, isHalf: isHalf, random: &random), runs: sight.runs)
        }
    }

    private func attend(_ queries: ArraySlice<Query>, shared: Memory, scale: Float, with kernels: LubokKernels) -> [[Float]] {
        let (heads, headDimension) = (shared.heads, shared.headDimension)
        let size = heads * headDimension
        var outputs = [Float](repeating: .nan, count: queries.count * size)
        var scratch = [Float](repeating: .nan, count: lubok_attention_scratch(headDimension, 73))
        let vectors = queries.flatMap(\.vectors)
        let runs = queries.flatMap { $0.runs.map { LubokSlotRun(start: $0.lowerBound, count: $0.count) } }
        vectors.withUnsafeBufferPointer { vectors in
            runs.withUnsafeBufferPointer { runs in
                outputs.withUnsafeMutableBufferPointer { outputs in
                    var firstRun = 0
                    let arguments = queries.enumerated().map { index, query in
                        defer { firstRun += query.runs.count }
                        let start = vectors.baseAddress! + index * 3 * size
                        return LubokQuery(
                            query: start, key: start + size, value: start + 2 * size, output: outputs.baseAddress! + index * size,
                            key_slot: query.own.address(0, slot: query.slot), value_slot: query.own.address(1, slot: query.slot),
                            slot_stride: query.own.headStride, shared_count: query.sharedCount, own: query.own.ofKernels,
                            runs: runs.baseAddress.map { $0 + firstRun }, run_count: query.runs.count)
                    }
                    var shared = shared.ofKernels
                    let kernel = queries.first!.own.isHalf ? kernels.attend.1! : kernels.attend.0!
                    kernel(arguments, arguments.count, &shared, heads, headDimension, scale, &scratch)
                }
            }
        }
        return (0..<queries.count).map { Array(outputs[$0 * size..<($0 + 1) * size]) }
    }

    /// softmax(scale · q · k) weighted values, in double precision.
    private func definition(_ query: Query, shared: Memory, scale: Float) -> [Float] {
        (0..<shared.heads).flatMap { head -> [Float] in
            let places = (0..<query.sharedCount).map { (shared, $0) } + query.runs.joined().map { (query.own, $0) }
            let numbers = query.vectors[head * shared.headDimension..<(head + 1) * shared.headDimension].map(Double.init)
            let scores = places.map { memory, slot in
                Double(scale) * zip(numbers, memory.vector(0, head: head, slot: slot)).reduce(0) { $0 + $1.0 * Double($1.1) }
            }
            let largest = scores.max()!
            let weights = scores.map { exp($0 - largest) }
            let sum = weights.reduce(0, +)
            var output = [Double](repeating: 0, count: shared.headDimension)
            for (weight, (memory, slot)) in zip(weights, places) {
                for (d, value) in memory.vector(1, head: head, slot: slot).enumerated() { output[d] += weight / sum * Double(value) }
            }
            return output.map(Float.init)
        }
    }

    /// Bound: 4e-6 of the largest magnitude, which is 3 for a weighted mean of values in -3 ..< 3.
    @Test(arguments: tiers, [1, 12, 16, 33, 64, 128]) func attendsByTheDefinition(tier: UInt32, headDimension: Int) {
        var random = SeededGenerator(seed: UInt64(headDimension))
        for isHalf in [false, true] {
            let heads = 3
            let shared = Memory(heads: heads, slots: 40, headDimension: headDimension, isHalf: isHalf, random: &random)
            let queries = queries(heads: heads, headDimension: headDimension, isHalf: isHalf, count: 7, random: &random)
            let scale = 1 / Float(headDimension).squareRoot()
            for count in [1, 4, 7] {
                let found = attend(queries[..<count], shared: shared, scale: scale, with: kernels(tier))
                for (query, found) in zip(queries, found) {
                    #expect(largestDifference(found, definition(query, shared: shared, scale: scale)) <= 12e-6)
                }
            }
        }
    }

    /// To the nearest, ties to even, in the slot that was named and nowhere else.
    @Test(arguments: tiers, [1, 16, 33]) func keysAndValuesAreStored(tier: UInt32, headDimension: Int) {
        var random = SeededGenerator(seed: 2)
        let (heads, slot) = (2, 11)
        for isHalf in [false, true] {
            let own = Memory(heads: heads, slots: 33, headDimension: headDimension, isHalf: isHalf, random: &random)
            var vectors = random.floats(3 * heads * headDimension)
            // Halfway between two numbers of 16 bits, up to the even one and down to it.
            vectors[heads * headDimension] = Float(bitPattern: 0x3F81_8000)
            vectors[2 * heads * headDimension] = Float(bitPattern: 0x3F80_8000)
            func stored(_ part: Int) -> [[[Float]]] {
                (0..<heads).map { head in (0..<33).map { own.vector(part, head: head, slot: $0) } }
            }
            var expected = [stored(0), stored(1)]
            for part in 0..<2 {
                for head in 0..<heads {
                    let first = ((part + 1) * heads + head) * headDimension
                    expected[part][head][slot] = vectors[first..<first + headDimension].map { isHalf ? nearestHalf($0) : $0 }
                }
            }
            let query = Query(vectors: vectors, slot: slot, sharedCount: 0, own: own, runs: [0..<1])
            _ = attend([query], shared: own, scale: 1, with: kernels(tier))
            #expect([stored(0), stored(1)] == expected)
        }
    }

    private func nearestHalf(_ value: Float) -> Float {
        let candidates = [0, 1].map { Float(bitPattern: (value.bitPattern >> 16 + $0) << 16) }
        let distances = candidates.map { abs($0 - value) }
        if distances[0] == distances[1] { return candidates.first { $0.bitPattern >> 16 & 1 == 0 }! }
        return distances[0] < distances[1] ? candidates[0] : candidates[1]
    }

    @Test(arguments: tiers) func aQueryDoesNotDependOnItsCompany(tier: UInt32) {
        var random = SeededGenerator(seed: 5)
        for (headDimension, isHalf) in [(24, false), (24, true), (64, true), (128, true)] {
            let shared = Memory(heads: 2, slots: 40, headDimension: headDimension, isHalf: isHalf, random: &random)
            let queries = queries(heads: 2, headDimension: headDimension, isHalf: isHalf, count: 11, random: &random)
            let alone = queries.indices.map { attend(queries[$0...$0], shared: shared, scale: 0.3, with: kernels(tier))[0] }
            for range in [0..<2, 0..<4, 1..<5, 3..<8, 2..<11, 0..<11] {
                let together = attend(queries[range], shared: shared, scale: 0.3, with: kernels(tier))
                #expect(together.map { $0.map(\.bitPattern) } == alone[range].map { $0.map(\.bitPattern) }, "\(range)")
            }
        }
    }

    /// Bound: 2e-5 for normalised values.
    @Test(arguments: tiers, [1, 15, 16, 48, 64, 100, 515]) func branchesJoinByTheDefinition(tier: UInt32, width: Int) {
        var random = SeededGenerator(seed: UInt64(width))
        let rows = 3
        func normalised(_ values: [Double], _ scale: [Float], _ shift: [Float], epsilon: Double) -> [Double] {
            let mean = values.reduce(0, +) / Double(width)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
            return values.indices.map { (values[$0] - mean) / (variance + epsilon).squareRoot() * Double(scale[$0]) + Double(shift[$0]) }
        }
        let branch = random.floats(rows * width).map { 5 * $0 }
        let residual = random.floats(rows * width)
        let (scales, shifts) = ((0..<2).map { _ in random.floats(width) }, (0..<2).map { _ in random.floats(width) })
        for limit in [3, Float.infinity] {
            for hasBranchNorm in [false, true] {
                var (foundBranch, foundResidual) = (branch, residual)
                var found = [Float](repeating: .nan, count: rows * width)
                scales[0].withUnsafeBufferPointer { branchScale in
                    shifts[0].withUnsafeBufferPointer { branchShift in
                        scales[1].withUnsafeBufferPointer { nextScale in
                            shifts[1].withUnsafeBufferPointer { nextShift in
                                var ofBranch = LubokNorm(scale: branchScale.baseAddress, shift: branchShift.baseAddress, epsilon: 1e-3)
                                var next = LubokNorm(scale: nextScale.baseAddress, shift: nextShift.baseAddress, epsilon: 1e-5)
                                withUnsafePointer(to: &ofBranch) { ofBranch in
                                    kernels(tier).join(
                                        &foundBranch, rows, width, limit, hasBranchNorm ? ofBranch : nil, &next, &foundResidual, &found)
                                }
                            }
                        }
                    }
                }
                for row in 0..<rows {
                    let range = row * width..<(row + 1) * width
                    var joined = branch[range].map { Double(min(max($0, -limit), limit)) }
                    if hasBranchNorm { joined = normalised(joined, scales[0], shifts[0], epsilon: 1e-3) }
                    joined = zip(joined, residual[range]).map { $0 + Double($1) }
                    #expect(largestDifference(Array(foundResidual[range]), joined.map(Float.init)) <= 2e-5)
                    let expected = normalised(joined, scales[1], shifts[1], epsilon: 1e-5)
                    // One number alone is its own mean: what is left of it is rounding, magnified.
                    if width > 1 { #expect(largestDifference(Array(found[range]), expected.map(Float.init)) <= 1e-4) }
                }
            }
        }
    }

    /// A model that has gone astray says so: a NaN is not clamped into a number.
    @Test(arguments: tiers) func notANumberStaysOne(tier: UInt32) {
        let ones = [Float](repeating: 1, count: 20)
        var (branch, residual) = (ones, ones)
        branch[3] = .nan
        var found = ones
        ones.withUnsafeBufferPointer { ones in
            var norm = LubokNorm(scale: ones.baseAddress, shift: ones.baseAddress, epsilon: 1e-5)
            kernels(tier).join(&branch, 1, 20, 2, nil, &norm, &residual, &found)
        }
        #expect(residual[3].isNaN)
        #expect(residual[4] == 2)
        #expect(found.allSatisfy { $0.isNaN })
    }
}
