// The truth of sampling: one number at a time, with the C library's exp.
#include "tiers.h"

#include <math.h>
#include <string.h>

static float largest(const float *values, size_t count) {
    float largest = values[0];
    for (size_t i = 0; i < count; i++) {
        if (!(values[i] < INFINITY)) return NAN;
        largest = fmaxf(largest, values[i]);
    }
    return largest;
}

/// The float of an integer, where integers are in the order of the floats: the bits of a negative one are turned round.
static float float_of_order(int64_t order) {
    int32_t bits = (int32_t)order;
    bits ^= bits >> 31 & 0x7fffffff;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static float value_of_rank(const float *values, size_t count, size_t rank) {
    // From -infinity to infinity, halved until one float is left: the largest that more than `rank` values reach.
    int64_t low = -0x7f800001LL, high = 0x7f800000LL;
    while (low < high) {
        int64_t middle = low + (high - low + 1) / 2;
        size_t reaching = 0;
        for (size_t i = 0; i < count; i++) reaching += values[i] >= float_of_order(middle);
        if (reaching > rank) low = middle;
        else high = middle - 1;
    }
    return float_of_order(low);
}

static LubokWeightSums exponentials(const float *logits, size_t count, float largest, float temperature, float smallest, float *weights) {
    LubokWeightSums sums = {0, 0};
    for (size_t i = 0; i < count; i++) {
        float weight = expf((logits[i] - largest) / temperature);
        weights[i] = logits[i] >= smallest ? weight : 0;
        sums.all += weight;
        sums.kept += weights[i];
    }
    return sums;
}

static double keep_nucleus(float *weights, size_t count, double mass) {
    // From 0 to 1, halved until one float is left: the smallest that is preceded by at most `mass`.
    int64_t low = 0, high = 0x3f800000;
    double preceding = 0;
    while (low < high) {
        int64_t middle = (low + high) / 2;
        float bound = float_of_order(middle);
        double sum = 0;
        for (size_t i = 0; i < count; i++) sum += weights[i] > bound ? weights[i] : 0;
        if (sum <= mass) {
            high = middle;
            preceding = sum;
        } else {
            low = middle + 1;
        }
    }
    float smallest = float_of_order(high);
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (weights[i] == smallest) {
            if (preceding > mass) weights[i] = 0;
            preceding += smallest;
        } else if (weights[i] < smallest) {
            weights[i] = 0;
        }
        sum += weights[i];
    }
    return sum;
}

static size_t index_of_sum(const float *weights, size_t count, double threshold) {
    double sum = 0;
    size_t last = 0;
    for (size_t i = 0; i < count; i++) {
        if (weights[i] == 0) continue;
        last = i;
        sum += weights[i];
        if (sum > threshold) break;
    }
    return last;
}

const LubokSamplingKernels lubok_sampling_kernels_scalar = {
    .largest = largest,
    .value_of_rank = value_of_rank,
    .exponentials = exponentials,
    .keep_nucleus = keep_nucleus,
    .index_of_sum = index_of_sum,
};
