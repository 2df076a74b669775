import CKernels
import TestSupport
import Testing

/// Every tier that this machine has against the scalar truth, over awkward shapes.
@Suite struct KernelTierTests {
    static let tiers: [LubokTier] = [LUBOK_TIER_AVX2, LUBOK_TIER_AVX512, LUBOK_TIER_NEON].filter { lubok_kernels_of_tier($0) != nil }
    nonisolated(unsafe) static let truth = lubok_kernels_of_tier(LUBOK_TIER_SCALAR)!.pointee

    private func tier(_ raw: UInt32) -> LubokKernels { lubok_kernels_of_tier(LubokTier(rawValue: raw))!.pointee }

    @Test(arguments: tiers.map(\.rawValue), [1, 2, 7, 8, 33])
    func productIsBitEqual(raw: UInt32, rows: Int) {
        var random = SeededGenerator(seed: UInt64(rows))
        for (inputs, outputs) in [(1, 1), (5, 16), (48, 17), (64, 130), (129, 300)] {
            let panelCount = (outputs + 15) / 16
            let input = random.floats(rows * inputs)
            var panels = random.floats(panelCount * inputs * 16)
            for i in 0..<inputs {
                for lane in outputs - (panelCount - 1) * 16..<16 { panels[((panelCount - 1) * inputs + i) * 16 + lane] = 0 }
            }
            let bias = random.floats(outputs)
            for bias in [bias, nil] {
                var expected = [Float](repeating: .nan, count: rows * outputs)
                var found = expected
                input.withUnsafeBytes { input in
                    panels.withUnsafeBytes { panels in
                        bias.withPointer { bias in
                            for (kernels, output) in [(Self.truth, 0), (tier(raw), 1)] {
                                var operand = LubokOperand()
                                operand.values = input.baseAddress
                                operand.rows_per_line = rows
                                operand.row_stride = inputs
                                operand.segments = 1
                                operand.segment_length = inputs
                                var weights = LubokPanels()
                                weights.values = panels.baseAddress
                                weights.count = panelCount
                                var values = [Float](repeating: .nan, count: rows * outputs)
                                values.withUnsafeMutableBufferPointer { values in
                                    var result = LubokResult()
                                    result.output = values.baseAddress
                                    result.stride = outputs
                                    result.outputs = outputs
                                    result.bias = bias
                                    kernels.product.0!(&operand, 0, rows, &weights, &result)
                                }
                                if output == 0 { expected = values } else { found = values }
                            }
                        }
                    }
                }
                #expect(found.map(\.bitPattern) == expected.map(\.bitPattern), "\(rows) rows, \(inputs) to \(outputs)")
            }
        }
    }

    @Test(arguments: tiers.map(\.rawValue), [1, 15, 16, 17, 100, 1000])
    func elementwise(raw: UInt32, count: Int) {
        var random = SeededGenerator(seed: 5)
        let values = random.floats(count).map { $0 * 20 } + [0, -100, 100, 88, -88]
        for (name, truth, fast) in [
            ("quickGELU", Self.truth.quick_gelu!, tier(raw).quick_gelu!),
            ("geluTanh", Self.truth.gelu_tanh!, tier(raw).gelu_tanh!),
            ("swish", Self.truth.swish!, tier(raw).swish!),
        ] {
            var expected = values
            var found = values
            truth(&expected, expected.count)
            fast(&found, found.count)
            for (x, (f, e)) in zip(values, zip(found, expected)) {
                #expect(abs(f - e) <= 4e-6 * max(abs(x), 1), "\(name) of \(x)")
            }
        }
        var expected = values
        var found = values
        Self.truth.softmax(&expected, expected.count)
        tier(raw).softmax(&found, found.count)
        #expect(largestDifference(found, expected) <= 2e-6)
        Self.truth.add(&expected, values, count)
        tier(raw).add(&found, values, count)
        #expect(largestDifference(found, expected) <= 2e-6)
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
        for swish in [false, true] {
            Self.truth.group_norm(values, rows, width, scale, shift, 1e-6, swish, &expected)
            tier(raw).group_norm(values, rows, width, scale, shift, 1e-6, swish, &found)
            #expect(largestDifference(found, expected) <= 2e-5)
        }
    }

    @Test func aFastTierIsTested() {
        #if arch(x86_64) || arch(arm64)
        // Every machine that the project is developed and tested on has one; a machine without would test nothing here.
        #expect(!Self.tiers.isEmpty)
        #endif
    }
}

extension [Float]? {
    fileprivate func withPointer(_ body: (UnsafePointer<Float>?) -> Void) {
        guard let values = self else { return body(nil) }
        values.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
