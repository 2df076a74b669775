// AVX-512 with dot products of bytes: Cascade Lake, Ice Lake, Tiger Lake; and Sapphire Rapids with what followed
// (dispatch.c says why).
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c,avx512vnni"))), apply_to = function)
#define KERNELS lubok_kernels_avx512_vnni
#define TIER_NAME "avx512-vnni"
#define ATTENTION_SUMS 16
#define HAS_INT8_DOT_PRODUCTS
#define DOT_PRODUCTS "avx512_dot_products.h"
#include "vector_kernels.h"
#pragma clang attribute pop
#endif
