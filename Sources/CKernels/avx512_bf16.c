// AVX-512 with dot products of bytes and of bfloat16: Zen 4 and 5, Cooper Lake.
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c,avx512vnni,avx512bf16"))), apply_to = function)
#define KERNELS lubok_kernels_avx512_bf16
#define TIER_NAME "avx512-bf16"
#define ATTENTION_SUMS 16
#define HAS_INT8_DOT_PRODUCTS
#define HAS_BFLOAT16_DOT_PRODUCTS
#define DOT_PRODUCTS "avx512_dot_products.h"
#include "vector_kernels.h"
#pragma clang attribute pop
#endif
