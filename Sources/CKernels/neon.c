// NEON: thirty-two 128-bit registers; a panel is four of them.
#if defined(__aarch64__)
#define KERNELS lubok_kernels_neon
#define TIER_NAME "neon"
#define ATTENTION_SUMS 4
#define ROW_TILE 4
#define SINGLE_ROW_PANELS 4
#define PANELS_BESIDE 1
#include "vector_kernels.h"
#endif
