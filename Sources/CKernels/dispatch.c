// Chooses a tier by what the processor says of itself.
#include "tiers.h"

#if defined(__x86_64__)
static bool has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
}

static bool has_avx512(void) {
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
}

/// Intel's processors with AVX512-FP16, Sapphire Rapids and what followed, multiply bfloat16 fast only in AMX: their `vdpbf16ps` does 16
/// multiply-adds a cycle where two float32 units do 32, so that elements widened to float32 take half the time (measured on Emerald Rapids).
static bool has_slow_bfloat16(void) { return __builtin_cpu_is("intel") && __builtin_cpu_supports("avx512fp16"); }
#endif

const LubokKernels *lubok_kernels_of_tier(LubokTier tier) {
    switch (tier) {
    case LUBOK_TIER_SCALAR:
        return &lubok_kernels_scalar;
#if defined(__x86_64__)
    case LUBOK_TIER_AVX2:
        return has_avx2() ? &lubok_kernels_avx2 : NULL;
    case LUBOK_TIER_AVX512:
        return has_avx512() ? &lubok_kernels_avx512 : NULL;
    case LUBOK_TIER_AVX512_VNNI:
        return has_avx512() && __builtin_cpu_supports("avx512vnni") ? &lubok_kernels_avx512_vnni : NULL;
    case LUBOK_TIER_AVX512_BF16:
        return has_avx512() && __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bf16") ? &lubok_kernels_avx512_bf16
                                                                                                           : NULL;
#endif
#if defined(__aarch64__)
    case LUBOK_TIER_NEON:
        return &lubok_kernels_neon;
#endif
    default:
        return NULL;
    }
}

const LubokKernels *lubok_kernels_best(void) {
    static const LubokTier by_preference[] = {LUBOK_TIER_AVX512_BF16, LUBOK_TIER_AVX512_VNNI, LUBOK_TIER_AVX512,
                                            LUBOK_TIER_AVX2,        LUBOK_TIER_NEON,        LUBOK_TIER_SCALAR};
    for (size_t i = 0; i < sizeof by_preference / sizeof *by_preference; i++) {
#if defined(__x86_64__)
        if (by_preference[i] == LUBOK_TIER_AVX512_BF16 && has_slow_bfloat16()) continue;
#endif
        const LubokKernels *kernels = lubok_kernels_of_tier(by_preference[i]);
        if (kernels) return kernels;
    }
    return &lubok_kernels_scalar;
}
