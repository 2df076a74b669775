// AVX-512: thirty-two 512-bit registers; a panel is one register wide.
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#define KERNELS lubok_kernels_avx512
#define TIER_NAME "avx512"
#define ROW_TILE 8
#define SINGLE_ROW_PANELS 8
#define PANELS_BESIDE 2
#include "vector_kernels.h"
#pragma clang attribute pop
#endif
