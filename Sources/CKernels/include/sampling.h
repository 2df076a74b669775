// The drawing of a code by its logits. A part of CKernels.h.
#ifndef LUBOK_SAMPLING_H
#define LUBOK_SAMPLING_H

#include <stddef.h>

typedef struct LubokWeightSums {
    /// Of the weights that are not 0.
    double kept;
    /// Of all exponentials, those that became 0 included.
    double all;
} LubokWeightSums;

typedef struct LubokSamplingKernels {
    /// The largest of at least one value; NaN where one is a NaN or +infinity.
    float (*largest)(const float *values, size_t count);

    /// The value that `rank` others, fewer than `count`, precede in descending order. No value is a NaN.
    float (*value_of_rank)(const float *values, size_t count, size_t rank);

    /// weights[i] = exp((logits[i] - largest) / temperature), but 0 where logits[i] < smallest. No logit exceeds `largest`.
    LubokWeightSums (*exponentials)(const float *logits, size_t count, float largest, float temperature, float smallest, float *weights);

    /// Sets weights, 0...1 each, to 0 until only those stay that in descending order are preceded by a sum of at most `mass`, which is
    /// not negative; of equal ones the first come first.
    /// Returns the sum of what stays.
    double (*keep_nucleus)(float *weights, size_t count, double mass);

    /// The index with which the sum of the weights first exceeds `threshold`; where none does, that of the last weight above 0.
    size_t (*index_of_sum)(const float *weights, size_t count, double threshold);
} LubokSamplingKernels;

#endif
