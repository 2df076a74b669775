import CKernels
import Tensors
import TestSupport
import Testing

/// Every tier that this machine has against the scalar truth, over awkward shapes.
@Suite struct KernelTierTests {
    static let tiers: [LubokTier] = [
        LUBOK_TIER_AVX2, LUBOK_TIER_AVX512, LUBOK_TIER_AVX512_VNNI, LUBOK_TIER_AVX512_BF16, LUBOK_TIER_NEON,
    ].filter { lubok_kernels_of_tier($0) != nil }
    nonisolated(unsafe) static let truth = lubok_kernels_of_tier(LUBOK_TIER_SCALAR)!.pointee

    private func tier(_ raw: UInt32) -> LubokKernels { lubok_kernels_of_tier(LubokTier(rawValue: raw))!.pointee }

    /// Bit for bit, but where the processor has an instruction for sums of products of bfloat16, which rounds in an order of its own.
    /// The activations may differ by what `elementwise` allows.
    @Test(arguments: tiers.map(\.rawValue), Precision.allCases)
    func productMatches(raw: UInt32, precision: Precision) {
        var variant = 0
        for rows in [1, 2, 7, 8, 16, 17, 31, 32, 33, 100] {
            for inner in [1, 3, 5, 31, 32, 33, 64, 257, 2600] {
                for outputs in [1, 15, 16, 17, 48, 100] where inner < 2600 || outputs == 17 {
                    variant += 1
                    let product = RandomProduct(
                        precision: precision, rows: rows, inner: inner, outputs: outputs, isConvolution: variant % 2 == 0,
                        hasBias: variant % 3 != 0, activation: LubokActivation(rawValue: UInt32(variant % 4)), accumulates: variant % 5 == 0,
                        isRounded: variant % 7 == 0)
                    let expected = product.result(of: Self.truth)
                    let found = product.result(of: tier(raw))
                    let isExact = raw != LUBOK_TIER_AVX512_BF16.rawValue || precision != .bfloat16
                    let rounding = isExact ? 0 : 2e-6 * Float(product.length).squareRoot() + 1e-6
                    let activation: Float = product.activation == LUBOK_IDENTITY ? 0 : 4e-6
                    // What lies close to the middle between two bfloat16s may go either way.
                    let ulp: Float = product.isRounded && rounding + activation > 0 ? 1 / 128 : 0
                    let agrees = zip(found, expected).allSatisfy {
                        abs($0 - $1) <= rounding + activation * max(abs($1), 1) + ulp * abs($1)
                    }
                    #expect(agrees, "\(rows) rows, \(inner) to \(outputs), variant \(variant)")
                }
            }
        }
    }

    @Test(arguments: tiers.map(\.rawValue), [1, 2, 7, 16, 17, 31, 32, 33, 70, 300])
    func conversionsAreBitEqual(raw: UInt32, count: Int) {
        var random = SeededGenerator(seed: UInt64(count))
        let plain = random.floats(count)
        let poisoned = [Float.infinity, -.infinity, .nan].map { poison in
            plain.enumerated().map { $0 == count / 2 ? poison : $1 }
        }
        for values in [plain, plain.map { $0 * 1e-33 }, plain.map { $0 * 0 }] + poisoned {
            for padded in [(count + 3) / 4 * 4, (count + 31) / 32 * 32] {
                let (expected, found) = (converted(values, padded, by: Self.truth), converted(values, padded, by: tier(raw)))
                #expect(found.halves == expected.halves)
                #expect(found.numbers == expected.numbers)
                #expect(found.sums == expected.sums)
                #expect(found.scale == expected.scale || found.scale.isNaN && expected.scale.isNaN)
            }
        }
    }

    private func converted(
        _ values: [Float], _ padded: Int, by kernels: LubokKernels
    ) -> (halves: [UInt16], numbers: [Int8], scale: Float, sums: [Int32]) {
        var halves = [UInt16](repeating: 0, count: values.count)
        var numbers = [Int8](repeating: 99, count: padded)
        var sums = [Int32](repeating: 99, count: (padded + 31) / 32)
        var scale: Float = -1
        kernels.to_bfloat16(values, values.count, &halves)
        kernels.to_int8(values, values.count, padded, &numbers, &scale, &sums)
        return (halves, numbers, scale, sums)
    }

    @Test(arguments: tiers.map(\.rawValue), [1, 15, 16, 17, 100, 1000])
    func elementwise(raw: UInt32, count: Int) {
        var random = SeededGenerator(seed: 5)
        let values = random.floats(count).map { $0 * 20 } + [0, -100, 100, 88, -88]
        var expected = values
        var found = values
        Self.truth.softmax(&expected, expected.count)
        tier(raw).softmax(&found, found.count)
        #expect(largestDifference(found, expected) <= 2e-6)
        Self.truth.add(&expected, values, count)
        tier(raw).add(&found, values, count)
        #expect(largestDifference(found, expected) <= 2e-6)
    }

    @Test(arguments: tiers.map(\.rawValue), [LUBOK_FLOAT32.rawValue, LUBOK_BFLOAT16.rawValue])
    func packing(raw: UInt32, precision: UInt32) {
        let precision = LubokPrecision(rawValue: precision)
        var random = SeededGenerator(seed: 11)
        for (outputs, inner) in [(1, 1), (3, 7), (16, 16), (17, 31), (48, 64), (145, 64), (64, 145), (5, 257)] {
            let stride = max(outputs, inner) + 5
            let values = (0..<stride * max(outputs, inner) * 2).map { _ in UInt16.random(in: 0...UInt16.max, using: &random) }
            for (truth, fast) in [
                (Self.truth.packing.pointee.rows!, tier(raw).packing.pointee.rows!),
                (Self.truth.packing.pointee.columns!, tier(raw).packing.pointee.columns!),
            ] {
                var expected = [UInt16](repeating: 77, count: (outputs + 15) / 16 * 16 * (inner + 1) * 2)
                var found = expected
                truth(values, stride, outputs, inner, precision, &expected)
                fast(values, stride, outputs, inner, precision, &found)
                #expect(found == expected, "\(outputs) outputs of \(inner)")
            }
        }
    }

    @Test(arguments: tiers.map(\.rawValue), [1, 16, 48, 100, 515])
    func normalisation(raw: UInt32, width: Int) {
        var random = SeededGenerator(seed: 7)
        let rows = 3
        let values = random.floats(rows * width).map { $0 * 3 + 5 }
        let scale = random.floats(max(width, rows))
        let shift = random.floats(max(width, rows))
        var expected = values
        var found = values
        Self.truth.layer_norm(values, rows, width, scale, shift, 1e-5, &expected)
        tier(raw).layer_norm(values, rows, width, scale, shift, 1e-5, &found)
        #expect(largestDifference(found, expected) <= 2e-5)
    }

    @Test func aFastTierIsTested() {
        #if arch(x86_64) || arch(arm64)
        // Every machine that the project is developed and tested on has one; a machine without would test nothing here.
        #expect(!Self.tiers.isEmpty)
        #endif
    }
}
