// AVX-512 without dot products of bytes: Skylake-X.
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c"))), apply_to = function)
#define KERNELS lubok_kernels_avx512
#define TIER_NAME "avx512"
#define ATTENTION_SUMS 16
#define DOT_PRODUCTS "avx512_dot_products.h"
#include "vector_kernels.h"
#pragma clang attribute pop
#endif
