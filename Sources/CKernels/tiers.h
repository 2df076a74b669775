// The tables that the tiers' files define and dispatch.c chooses from.
#ifndef LUBOK_TIERS_H
#define LUBOK_TIERS_H

#include "CKernels.h"

extern const LubokKernels lubok_kernels_scalar;
#if defined(__x86_64__)
extern const LubokKernels lubok_kernels_avx2;
extern const LubokKernels lubok_kernels_avx512;
#endif
#if defined(__aarch64__)
extern const LubokKernels lubok_kernels_neon;
#endif

#endif
