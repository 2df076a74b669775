// NEON, which every 64-bit ARM processor has.
#if defined(__aarch64__)
#include <arm_neon.h>
#define KERNELS lubok_kernels_neon
#define TIER_NAME "neon"
#define ATTENTION_SUMS 4
#define DOT_PRODUCTS "neon_dot_products.h"
#include "vector_kernels.h"
#endif
