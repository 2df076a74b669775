// Chooses a tier by what the processor says of itself.
#include "tiers.h"

const LubokKernels *lubok_kernels_of_tier(LubokTier tier) {
    switch (tier) {
    case LUBOK_TIER_SCALAR:
        return &lubok_kernels_scalar;
#if defined(__x86_64__)
    case LUBOK_TIER_AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &lubok_kernels_avx2 : NULL;
    case LUBOK_TIER_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                       __builtin_cpu_supports("avx512vl")
                   ? &lubok_kernels_avx512
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
    static const LubokTier by_preference[] = {LUBOK_TIER_AVX512, LUBOK_TIER_AVX2, LUBOK_TIER_NEON, LUBOK_TIER_SCALAR};
    for (size_t i = 0; i < sizeof by_preference / sizeof *by_preference; i++) {
        const LubokKernels *kernels = lubok_kernels_of_tier(by_preference[i]);
        if (kernels) return kernels;
    }
    return &lubok_kernels_scalar;
}
