/// A number that stands for a prompt, the same on every machine and in every run.
public enum PromptDigest {
    /// FNV-1a, 64 bits, over the ids as four bytes each, lowest first.
    public static func of(tokens: [Int]) -> UInt64 {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for token in tokens {
            for shift in stride(from: 0, to: 32, by: 8) {
                digest ^= UInt64(truncatingIfNeeded: token >> shift) & 0xFF
                digest = digest &* 0x0000_0100_0000_01B3
            }
        }
        return digest
    }
}
