import CKernels

/// The instruction tiers of the kernels, and the one in use.
public enum Kernels {
    /// The name of the tier in use: `avx512-bf16`, `avx512-vnni`, `avx512`, `avx2`, `neon` or `scalar`.
    public static var tierName: String { String(cString: active.pointee.name) }

    /// Whether the processor multiplies numbers of 16 bits at more than the speed of single precision.
    public static var multipliesBFloat16: Bool { active == lubok_kernels_of_tier(LUBOK_TIER_AVX512_BF16) }

    /// The table in use: the best that this processor has. Chosen once, so that a run never mixes tiers.
    package nonisolated(unsafe) static let active: UnsafePointer<LubokKernels> = lubok_kernels_best()
}
