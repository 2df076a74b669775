// The kernels in vectors of sixteen floats, which the compiler maps onto the registers of the tier that includes this file.
// The including file defines KERNELS, TIER_NAME, DOT_PRODUCTS, the file of the tier's dot products, and ATTENTION_SUMS (attention_kernels.h).
#include "tiers.h"

#include <string.h>

// Vectors wider than a register pass between functions in an order of their own; all of these are inlined, so none ever do.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float Floats __attribute__((vector_size(64)));
typedef int32_t Integers __attribute__((vector_size(64)));

#define LANES 16
#define INLINE static inline __attribute__((always_inline))

INLINE Floats load(const float *source) {
    Floats value;
    memcpy(&value, source, sizeof value);
    return value;
}

INLINE void store(float *target, Floats value) { memcpy(target, &value, sizeof value); }

/// `count` < 16 floats, the other lanes `filler`.
INLINE Floats load_part(const float *source, size_t count, float filler) {
    float lanes[LANES];
    for (size_t i = 0; i < LANES; i++) lanes[i] = filler;
    memcpy(lanes, source, count * sizeof(float));
    return load(lanes);
}

INLINE void store_part(float *target, Floats value, size_t count) {
    float lanes[LANES];
    store(lanes, value);
    memcpy(target, lanes, count * sizeof(float));
}

/// Adding to zeros would turn -0 into 0, so that the compiler could not leave it out.
INLINE Floats all(float value) { return value - (Floats){}; }

INLINE Floats fused(Floats a, Floats b, Floats c) { return __builtin_elementwise_fma(a, b, c); }

/// The sixteen lanes added in the order of a binary tree.
INLINE float sum_of_lanes(Floats value) {
    float lanes[LANES];
    store(lanes, value);
    for (int width = LANES / 2; width > 0; width /= 2)
        for (int i = 0; i < width; i++) lanes[i] += lanes[i + width];
    return lanes[0];
}

/// e^x by 2^n times a polynomial on [-ln 2 / 2, ln 2 / 2]; relative error below 3e-7; 0 below -87.3, finite above.
INLINE Floats exponential(Floats x) {
    x = __builtin_elementwise_max(__builtin_elementwise_min(x, all(88.0f)), all(-104.0f));
    Floats n = __builtin_elementwise_roundeven(x * 1.44269504088896341f);
    Floats r = fused(n, all(-0.693359375f), x);
    r = fused(n, all(2.12194440e-4f), r);
    Floats p = all(1.9875691500e-4f);
    p = fused(p, r, all(1.3981999507e-3f));
    p = fused(p, r, all(8.3334519073e-3f));
    p = fused(p, r, all(4.1665795894e-2f));
    p = fused(p, r, all(1.6666665459e-1f));
    p = fused(p, r, all(5.0000001201e-1f));
    p = fused(p, r * r, r) + 1.0f;
    Integers exponent = __builtin_convertvector(n, Integers) + 127;
    Integers normal = exponent > 0;
    return (Floats)(((Integers)p + ((exponent - 127) << 23)) & normal);
}

INLINE Floats sigmoid(Floats x) { return 1.0f / (1.0f + exponential(-x)); }

#include "product_kernels.h"
#include "packing_kernels.h"

// MARK: normalisation

INLINE float mean_of(const float *values, size_t count) {
    Floats sums = {};
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) sums += load(values + i);
    if (i < count) sums += load_part(values + i, count - i, 0);
    return sum_of_lanes(sums) / (float)count;
}

INLINE float squares_about(const float *values, size_t count, float mean) {
    Floats sums = {};
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        Floats d = load(values + i) - mean;
        sums = fused(d, d, sums);
    }
    if (i < count) {
        Floats d = load_part(values + i, count - i, mean) - mean;
        sums = fused(d, d, sums);
    }
    return sum_of_lanes(sums);
}

static void layer_norm(const float *input, size_t rows, size_t width, const float *scale, const float *shift, float epsilon,
                       float *output) {
    for (size_t r = 0; r < rows; r++) {
        const float *x = input + r * width;
        float *y = output + r * width;
        float mean = mean_of(x, width);
        float inverse = 1 / __builtin_sqrtf(squares_about(x, width, mean) / (float)width + epsilon);
        size_t i = 0;
        for (; i + LANES <= width; i += LANES) store(y + i, fused((load(x + i) - mean) * inverse, load(scale + i), load(shift + i)));
        for (; i < width; i++) y[i] = (x[i] - mean) * inverse * scale[i] + shift[i];
    }
}

#include "picture_kernels.h"
#include "residual_kernels.h"
#include "attention_kernels.h"
#include "sampling_kernels.h"

// MARK: elementwise

static void add(float *accumulator, const float *addend, size_t count) {
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) store(accumulator + i, load(accumulator + i) + load(addend + i));
    for (; i < count; i++) accumulator[i] += addend[i];
}

const LubokKernels KERNELS = {
    .name = TIER_NAME,
    .pictures = &picture_kernels,
    .product = {product_float32, product_bfloat16, product_int8, product_int4},
    .packing = &packing_kernels,
    .to_bfloat16 = to_bfloat16,
    .to_int8 = to_int8,
    .attend = {attend_float32, attend_bfloat16},
    .join = join,
    .sampling = &sampling_kernels,
    .layer_norm = layer_norm,
    .softmax = softmax,
    .add = add,
};
