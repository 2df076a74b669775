// AVX2 with fused multiply-add and half-precision conversion.
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
#define KERNELS lubok_kernels_avx2
#define TIER_NAME "avx2"
#define ATTENTION_SUMS 4
#define DOT_PRODUCTS "avx2_dot_products.h"
#include "vector_kernels.h"
#pragma clang attribute pop
#endif
