import CKernels
import TestSupport
import Testing

/// Every tier that this machine has against the scalar truth, over channels that do not fill vectors and tiles at odd edges.
@Suite struct PictureKernelTests {
    static let tiers: [UInt32] = [
        LUBOK_TIER_AVX2, LUBOK_TIER_AVX512, LUBOK_TIER_AVX512_VNNI, LUBOK_TIER_AVX512_BF16, LUBOK_TIER_NEON,
    ].filter { lubok_kernels_of_tier($0) != nil }.map(\.rawValue)
    static let channelCounts = [2, 12, 16, 18, 64, 70, 130]
    private static let precisions = [LUBOK_FLOAT32, LUBOK_BFLOAT16]

    private func kernels(_ tier: UInt32) -> LubokPictureKernels { lubok_kernels_of_tier(LubokTier(rawValue: tier))!.pointee.pictures.pointee }
    private var truth: LubokPictureKernels { kernels(LUBOK_TIER_SCALAR.rawValue) }

    /// The elements that a kernel writes, as floats; what it leaves alone is NaN.
    private func elements(_ count: Int, _ precision: LubokPrecision, _ body: (UnsafeMutableRawPointer) -> Void) -> [Float] {
        guard precision == LUBOK_BFLOAT16 else {
            var floats = [Float](repeating: .nan, count: count)
            floats.withUnsafeMutableBytes { body($0.baseAddress!) }
            return floats
        }
        var halves = [UInt16](repeating: 0x7fc0, count: count)
        halves.withUnsafeMutableBytes { body($0.baseAddress!) }
        return halves.map { Float(bitPattern: UInt32($0) << 16) }
    }

    /// Equal within a relative bound, NaN where the other is NaN.
    private func agree(_ found: [Float], _ expected: [Float], within bound: Float) -> Bool {
        zip(found, expected).allSatisfy { $0.isNaN && $1.isNaN || abs($0 - $1) <= bound * max(abs($1), 1) }
    }

    /// A step of bfloat16 where a value lies between two of them.
    private func bound(_ precision: LubokPrecision) -> Float { precision == LUBOK_FLOAT32 ? 4e-6 : 1.0 / 128 }

    @Test(arguments: tiers, channelCounts)
    func moments(tier: UInt32, channels: Int) {
        var random = SeededGenerator(seed: 1)
        let (pixels, stride) = (37, channels + 3)
        let values = random.floats(pixels * stride)
        var sums = [[Double]](repeating: .init(repeating: 1, count: channels), count: 2)
        var squares = sums
        for (index, kernels) in [truth, kernels(tier)].enumerated() {
            kernels.moments(values, pixels, stride, channels, &sums[index], &squares[index])
        }
        #expect(zip(sums[0], sums[1]).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(zip(squares[0], squares[1]).allSatisfy { abs($0 - $1) < 1e-12 })
    }

    @Test(arguments: tiers, channelCounts + [1, 3, 15])
    func prepare(tier: UInt32, channels: Int) {
        var random = SeededGenerator(seed: 2)
        let (pixels, padded) = (5, channels + channels % 2)
        let values = random.floats(pixels * channels).map { $0 * 100 }
        let (gains, offsets) = (random.floats(channels), random.floats(channels))
        for precision in Self.precisions {
            for function in [LUBOK_MAP_LINEAR, LUBOK_MAP_SWISH, LUBOK_MAP_ROUGH_SWISH, LUBOK_MAP_RELU] {
                for mapped in [false, true] {
                    let results = [truth, kernels(tier)].map { kernels in
                        elements(pixels * padded, precision) { output in
                            gains.withUnsafeBufferPointer { gains in
                                offsets.withUnsafeBufferPointer { offsets in
                                    var map = LubokChannelMap(
                                        gains: mapped ? gains.baseAddress : nil, offsets: mapped ? offsets.baseAddress : nil,
                                        function: function)
                                    kernels.prepare(values, pixels, channels, &map, precision, padded, output)
                                }
                            }
                        }
                    }
                    let bound = function == LUBOK_MAP_ROUGH_SWISH ? max(bound(precision), 1e-5) : bound(precision)
                    #expect(agree(results[1], results[0], within: bound), "\(channels) channels, \(precision), \(function)")
                    #expect(!results[1].contains { $0.isNaN }, "all is written")
                }
            }
        }
    }

    @Test(arguments: tiers, channelCounts)
    func tileInputs(tier: UInt32, channels: Int) {
        var random = SeededGenerator(seed: 3)
        for points in [3, 4] {
            let count = 5
            let line = (count * (points - 2) + 2) * channels
            let values = random.floats(points * line)
            var tiles = LubokTiles(
                points: points, tiles: count, channels: channels, tile_stride: channels, point_stride: count * channels + 8)
            for precision in Self.precisions {
                let results = [truth, kernels(tier)].map { kernels in
                    elements(points * points * tiles.point_stride, precision) { output in
                        values.withUnsafeBufferPointer { values in
                            let lines = (0..<points).map { Optional(values.baseAddress! + $0 * line) }
                            kernels.tile_inputs(lines, precision, &tiles, output)
                        }
                    }
                }
                #expect(agree(results[1], results[0], within: bound(precision)), "\(points) points, \(precision)")
            }
        }
    }

    @Test(arguments: tiers, [1, 3, 8, 15])
    func tileProducts(tier: UInt32, count: Int) {
        var random = SeededGenerator(seed: 4)
        for (points, channels, panels) in [(3, 2, 1), (4, 18, 3), (4, 64, 2)] {
            for precision in Self.precisions {
                var tiles = LubokTiles(
                    points: points, tiles: count, channels: channels, tile_stride: channels, point_stride: count * channels + 16)
                var products = LubokTiles(
                    points: points, tiles: count, channels: panels * 16, tile_stride: panels * 16 + 4,
                    point_stride: count * (panels * 16 + 4))
                let inputs = stored(random.floats(points * points * tiles.point_stride), precision)
                let weights = stored(random.floats(points * points * panels * 16 * channels), precision)
                let results = [truth, kernels(tier)].map { kernels in
                    elements(points * points * products.point_stride, LUBOK_FLOAT32) { output in
                        weights.withUnsafeBytes { weights in
                            inputs.withUnsafeBytes { inputs in
                                var taken = LubokTileWeights(
                                    panels: weights.baseAddress, panel_count: panels, precision: precision,
                                    point_bytes: weights.count / (points * points))
                                kernels.tile_products(
                                    inputs.baseAddress, &tiles, &taken, output.assumingMemoryBound(to: Float.self), &products)
                            }
                        }
                    }
                }
                #expect(agree(results[1], results[0], within: 2e-6 * Float(channels)), "\(channels) channels, \(precision)")
            }
        }
    }

    /// Numbers as they lie in memory in a precision.
    private func stored(_ values: [Float], _ precision: LubokPrecision) -> [UInt8] {
        guard precision == LUBOK_BFLOAT16 else { return values.withUnsafeBytes(Array.init) }
        return values.map { UInt16($0.bitPattern >> 16) }.withUnsafeBytes(Array.init)
    }

    @Test(arguments: tiers, channelCounts)
    func tileOutputs(tier: UInt32, channels: Int) {
        var random = SeededGenerator(seed: 5)
        let bias = random.floats(channels)
        for (points, lines, oddColumns) in [(3, 2, false), (4, 2, false), (4, 1, true), (4, 2, true), (4, 1, false)] {
            for (accumulates, slope) in [(false, Float(1)), (true, 1), (false, 0.2), (true, 0.2)] {
                let count = 5
                var tiles = LubokTiles(
                    points: points, tiles: count, channels: channels, tile_stride: channels, point_stride: count * channels + 16)
                let products = random.floats(points * points * tiles.point_stride)
                let columns = 2 * count - (oddColumns ? 1 : 0)
                let before = random.floats(2 * 2 * count * channels)
                let results = [truth, kernels(tier)].map { kernels in
                    var pixels = before
                    pixels.withUnsafeMutableBufferPointer { pixels in
                        bias.withUnsafeBufferPointer { bias in
                            var output = LubokTileOutput(
                                pixels: pixels.baseAddress, pixel_stride: channels, line_stride: 2 * count * channels, lines: lines,
                                columns: columns, bias: accumulates ? bias.baseAddress : nil, negative_slope: slope,
                                accumulates: accumulates)
                            kernels.tile_outputs(products, &tiles, &output)
                        }
                    }
                    return pixels
                }
                #expect(agree(results[1], results[0], within: 4e-6), "\(points) points, \(lines) lines, \(columns) columns")
                #expect(results[1] != before)
                // What is outside of the picture is left alone.
                for line in 0..<2 {
                    for column in 0..<2 * count where line >= lines || column >= columns {
                        let pixel = (line * 2 * count + column) * channels
                        #expect(results[1][pixel..<pixel + channels] == before[pixel..<pixel + channels])
                    }
                }
            }
        }
    }

    @Test(arguments: tiers, channelCounts + [1])
    func depthwiseLine(tier: UInt32, channels: Int) {
        var random = SeededGenerator(seed: 6)
        for (kernel, stride, columns) in [(1, 1, 3), (3, 1, 9), (3, 2, 4), (5, 2, 6)] {
            let line = ((columns - 1) * stride + kernel) * channels + 4
            let (pixels, weights) = (random.floats(kernel * line), random.floats(kernel * kernel * channels))
            let bias = random.floats(channels)
            for function in [LUBOK_MAP_LINEAR, LUBOK_MAP_SWISH] {
                let results = [truth, kernels(tier)].map { kernels in
                    weights.withUnsafeBufferPointer { weights in
                        bias.withUnsafeBufferPointer { bias in
                            var layer = LubokDepthwise(
                                kernel: kernel, stride: stride, channels: channels, line_stride: line, weights: weights.baseAddress,
                                bias: function == LUBOK_MAP_SWISH ? bias.baseAddress : nil, function: function)
                            // One pixel more, which is not written.
                            var output = [Float](repeating: .nan, count: (columns + 1) * channels)
                            kernels.depthwise_line(pixels, &layer, columns, &output)
                            return output
                        }
                    }
                }
                #expect(agree(results[1], results[0], within: 4e-6), "kernel \(kernel), stride \(stride), \(function)")
                #expect(results[1].map(\.isNaN) == results[0].map(\.isNaN))
            }
        }
    }
}
