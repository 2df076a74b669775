// Four-bit numbers of a block of weights. Plain loops over lanes that the compiler turns into vectors on any processor: packing happens
// once, and its result must not depend on the tier.
#include "CKernels.h"

#define LANES 8

/// To the nearest integer, ties to even, for magnitudes below 2^22; then into -8...7.
static inline float number(float scaled) {
    const float magic = 12582912.0f;
    float rounded = (scaled + magic) - magic;
    rounded = rounded < -8 ? -8 : rounded;
    return rounded > 7 ? 7 : rounded;
}

float lubok_int4_scale(const float *weights) {
    // What the weight of the largest magnitude may become, in either direction; -8 is one step further than 7.
    static const float extremes[] = {-8.6f, -8.3f, -8.0f, -7.7f, -7.4f, -7.1f, -6.8f, 6.4f, 6.7f, 7.0f, 7.3f, 7.6f};
    float extreme = 0;
    for (int i = 0; i < LUBOK_INT4_BLOCK; i++)
        if (__builtin_fabsf(weights[i]) > __builtin_fabsf(extreme)) extreme = weights[i];
    if (extreme == 0) return 0;
    float best_scale = 0, best_gain = -1;
    for (size_t e = 0; e < sizeof(extremes) / sizeof(*extremes); e++) {
        float factor = extremes[e] / extreme;
        float products[LANES] = {0}, squares[LANES] = {0};
        for (int i = 0; i < LUBOK_INT4_BLOCK; i += LANES)
            for (int lane = 0; lane < LANES; lane++) {
                float n = number(weights[i + lane] * factor);
                products[lane] += weights[i + lane] * n;
                squares[lane] += n * n;
            }
        float product = 0, square = 0;
        for (int lane = 0; lane < LANES; lane++) {
            product += products[lane];
            square += squares[lane];
        }
        // With the numbers given, the scale that fits them best is product / square, and takes product^2 / square off the squared error.
        if (square > 0 && product * product > best_gain * square) {
            best_gain = product * product / square;
            best_scale = product / square;
        }
    }
    return best_scale;
}

void lubok_int4_numbers(const float *weights, float scale, uint8_t *numbers) {
    float inverse = 1 / scale;
    for (int i = 0; i < LUBOK_INT4_BLOCK; i++) numbers[i] = (uint8_t)((int)number(weights[i] * inverse) + 8);
}
