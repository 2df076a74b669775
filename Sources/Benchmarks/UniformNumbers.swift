/// Repeatable floats for weights that are made up, several at a time: sixteen xorshift generators side by side (Marsaglia, 2003).
struct UniformNumbers {
    private var state: SIMD16<UInt32>

    /// How many numbers come at a time.
    static let lanes = 16

    init(seed: UInt64) {
        var seed = seed
        state = SIMD16(repeating: 0)
        for lane in 0..<Self.lanes {
            // SplitMix64; a generator whose state is 0 would stay there.
            seed &+= 0x9E37_79B9_7F4A_7C15
            var word = (seed ^ (seed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            state[lane] = UInt32(truncatingIfNeeded: word >> 32) | 1
        }
    }

    /// Numbers spread evenly over −1 ..< 1.
    mutating func next() -> SIMD16<Float> {
        state ^= state &<< 13
        state ^= state &>> 17
        state ^= state &<< 5
        // The upper bits as the fraction of a number from 2 to 4.
        let fraction = (state &>> 9) | 0x4000_0000
        return unsafeBitCast(fraction, to: SIMD16<Float>.self) - 3
    }
}
