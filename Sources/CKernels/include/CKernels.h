// The arithmetic that Swift cannot reach without target flags: one table of kernels, one implementation of it per
// instruction tier, chosen once. `scalar.c` is the truth that every other tier is tested against.
//
// Every kernel sums over the inner dimension in an order that depends on neither the number of rows nor the place of a row,
// so that a row's result is the same bits whatever runs beside it.
#ifndef LUBOK_CKERNELS_H
#define LUBOK_CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Outputs that a packed panel of weights holds side by side. The packed layout is the same on every tier.
#define LUBOK_PANEL_WIDTH 16

/// A run of keys and values that a query looks at: `count` vectors, `stride` floats apart.
typedef struct LubokKeyRun {
    const float *keys;
    const float *values;
    size_t count;
    size_t stride;
} LubokKeyRun;

/// Kernels of one instruction tier.
typedef struct LubokKernels {
    const char *name;

    /// output[r][o] = bias[o] + sum over i of input[r][i] * weight[o][i].
    /// `panels` is [panel_count][inputs][16]; the last panel is padded with zeros; `outputs` says how many columns are real.
    /// `bias` holds `outputs` values or is NULL. Each sum is one chain of fused multiply-adds in the order of i.
    void (*linear)(const float *input, size_t input_stride, size_t rows, const float *panels, size_t inputs,
                   size_t panel_count, const float *bias, float *output, size_t output_stride, size_t outputs);

    /// One query of one head against runs of keys: output = softmax(scale * query . key) weighted values.
    /// `scores` is scratch for as many floats as there are keys in all runs together.
    void (*attend)(const float *query, size_t head_dimension, float scale, const LubokKeyRun *runs, size_t run_count,
                   float *scores, float *output);

    /// Each row of [rows][width] to mean 0 and variance 1, times scale, plus shift. input may be output.
    void (*layer_norm)(const float *input, size_t rows, size_t width, const float *scale, const float *shift, float epsilon,
                       float *output);

    /// `channels` x `area` values of one group to mean 0 and variance 1 over the group, then per channel scale and shift,
    /// then swish where asked. input may be output.
    void (*group_norm)(const float *input, size_t channels, size_t area, const float *scale, const float *shift,
                       float epsilon, bool swish, float *output);

    /// values *= sigmoid(1.702 values), in place: CLIP's QuickGELU.
    void (*quick_gelu)(float *values, size_t count);

    /// 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))), in place.
    void (*gelu_tanh)(float *values, size_t count);

    /// values *= sigmoid(values), in place.
    void (*swish)(float *values, size_t count);

    /// softmax over `count` values, in place.
    void (*softmax)(float *values, size_t count);

    /// accumulator += addend.
    void (*add)(float *accumulator, const float *addend, size_t count);
} LubokKernels;

typedef enum LubokTier {
    LUBOK_TIER_SCALAR = 0,
    LUBOK_TIER_AVX2 = 1,
    LUBOK_TIER_AVX512 = 2,
    LUBOK_TIER_NEON = 3,
} LubokTier;

#define LUBOK_TIER_COUNT 4

/// The kernels of a tier, or NULL where this processor (or this build) lacks it.
const LubokKernels *lubok_kernels_of_tier(LubokTier tier);

/// The kernels of the best tier that this processor has.
const LubokKernels *lubok_kernels_best(void);

#endif
