// AVX2 with fused multiply-add: sixteen 256-bit registers, so twelve sums in flight.
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define KERNELS lubok_kernels_avx2
#define TIER_NAME "avx2"
#define ROW_TILE 6
#define SINGLE_ROW_PANELS 6
#define PANELS_BESIDE 1
#include "vector_kernels.h"
#pragma clang attribute pop
#endif
