/// The scale by which 32 weights become numbers from −8 to 7 with the least squared error.
enum FourBitScale {
    /// What the weight of the largest magnitude may become, in either direction; −8 is one step further than 7.
    private static let extremes: [Float] = [-8.6, -8.3, -8, -7.7, -7.4, -7.1, -6.8, 6.4, 6.7, 7, 7.3, 7.6]

    /// - Parameter block: 32 weights.
    static func best(for block: UnsafeBufferPointer<Float>) -> Float16 {
        var extreme: Float = 0
        for weight in block where abs(weight) > abs(extreme) { extreme = weight }
        guard abs(extreme) > Float(Float16.leastNormalMagnitude) else { return 0 }
        let weights = UnsafeRawPointer(block.baseAddress!).loadUnaligned(as: SIMD32<Float>.self)
        var best: (scale: Float, gain: Float) = (0, -1)
        for target in extremes {
            // With the numbers given, the scale that fits them best is Σ w n / Σ n², and takes (Σ w n)² / Σ n² off the squared error.
            let numbers = rounded(weights * (target / extreme)).clamped(lowerBound: SIMD32(repeating: -8), upperBound: SIMD32(repeating: 7))
            let squares = (numbers * numbers).sum()
            guard squares > 0 else { continue }
            let product = (weights * numbers).sum()
            let gain = product * product / squares
            if gain > best.gain { best = (product / squares, gain) }
        }
        return Float16(best.scale)
    }

    private static func rounded(_ values: SIMD32<Float>) -> SIMD32<Float> {
        let magic = SIMD32<Float>(repeating: 12_582_912)
        return (values + magic) - magic
    }
}
