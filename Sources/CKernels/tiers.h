// The tables that the tiers' files define and dispatch.c chooses from.
#ifndef LUBOK_TIERS_H
#define LUBOK_TIERS_H

#include "CKernels.h"

extern const LubokKernels lubok_kernels_scalar;
extern const LubokPictureKernels lubok_picture_kernels_scalar;
extern const LubokPackingKernels lubok_packing_kernels_scalar;
extern const LubokSamplingKernels lubok_sampling_kernels_scalar;
void lubok_scalar_softmax(float *values, size_t count);
void lubok_scalar_attend_float32(const LubokQuery *queries, size_t count, const LubokKeyMemory *shared, size_t heads,
                                 size_t head_dimension, float scale, float *scratch);
void lubok_scalar_attend_bfloat16(const LubokQuery *queries, size_t count, const LubokKeyMemory *shared, size_t heads,
                                  size_t head_dimension, float scale, float *scratch);
void lubok_scalar_join(float *branch, size_t rows, size_t width, float limit, const LubokNorm *branch_norm, const LubokNorm *next_norm,
                       float *residual, float *normalised);
#if defined(__x86_64__)
extern const LubokKernels lubok_kernels_avx2;
extern const LubokKernels lubok_kernels_avx512;
extern const LubokKernels lubok_kernels_avx512_vnni;
extern const LubokKernels lubok_kernels_avx512_bf16;
#endif
#if defined(__aarch64__)
extern const LubokKernels lubok_kernels_neon;
#endif

#endif
