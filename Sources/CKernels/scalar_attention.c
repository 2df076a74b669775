// The truth of attention and of what stands around it in a layer: one number at a time, with the C library's exp.
#include "tiers.h"

#include <math.h>
#include <string.h>

void lubok_scalar_softmax(float *values, size_t count) {
    if (count == 0) return;
    float largest = values[0];
    for (size_t i = 1; i < count; i++) largest = fmaxf(largest, values[i]);
    float sum = 0;
    for (size_t i = 0; i < count; i++) {
        values[i] = expf(values[i] - largest);
        sum += values[i];
    }
    for (size_t i = 0; i < count; i++) values[i] /= sum;
}

static float number(LubokKeyPrecision precision, const void *memory, size_t index) {
    if (precision == LUBOK_KEYS_FLOAT32) return ((const float *)memory)[index];
    uint32_t bits = (uint32_t)((const uint16_t *)memory)[index] << 16;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void store(LubokKeyPrecision precision, void *memory, size_t index, float value) {
    if (precision == LUBOK_KEYS_FLOAT32) ((float *)memory)[index] = value;
    else lubok_kernels_scalar.to_bfloat16(&value, 1, (uint16_t *)memory + index);
}

static void store_keys(LubokKeyPrecision precision, const LubokQuery *query, size_t heads, size_t head_dimension) {
    for (size_t head = 0; head < heads; head++) {
        for (size_t d = 0; d < head_dimension; d++) {
            store(precision, query->key_slot, head * query->slot_stride + d, query->key[head * head_dimension + d]);
            store(precision, query->value_slot, head * query->slot_stride + d, query->value[head * head_dimension + d]);
        }
    }
}

/// The score of one key.
static float score(LubokKeyPrecision precision, const float *query, size_t head_dimension, float scale, const void *keys, size_t place) {
    float sum = 0;
    for (size_t d = 0; d < head_dimension; d++) sum = fmaf(query[d] * scale, number(precision, keys, place + d), sum);
    return sum;
}

static void attend(LubokKeyPrecision precision, const LubokQuery *queries, size_t count, const LubokKeyMemory *shared, size_t heads,
                   size_t head_dimension, float scale, float *scores) {
    size_t slot_width = lubok_slot_width(head_dimension);
    for (size_t r = 0; r < count; r++) store_keys(precision, &queries[r], heads, head_dimension);
    for (size_t r = 0; r < count; r++) {
        const LubokQuery *query = &queries[r];
        for (size_t head = 0; head < heads; head++) {
            const float *given = query->query + head * head_dimension;
            float *output = query->output + head * head_dimension;
            size_t shared_place = head * shared->head_stride, own_place = head * query->own.head_stride, keys = 0;
            for (size_t slot = 0; slot < query->shared_count; slot++)
                scores[keys++] = score(precision, given, head_dimension, scale, shared->keys, shared_place + slot * slot_width);
            for (size_t run = 0; run < query->run_count; run++)
                for (size_t j = 0; j < query->runs[run].count; j++)
                    scores[keys++] = score(precision, given, head_dimension, scale, query->own.keys,
                                           own_place + (query->runs[run].start + j) * slot_width);
            lubok_scalar_softmax(scores, keys);
            for (size_t d = 0; d < head_dimension; d++) {
                float sum = 0;
                keys = 0;
                for (size_t slot = 0; slot < query->shared_count; slot++)
                    sum = fmaf(scores[keys++], number(precision, shared->values, shared_place + slot * slot_width + d), sum);
                for (size_t run = 0; run < query->run_count; run++)
                    for (size_t j = 0; j < query->runs[run].count; j++)
                        sum = fmaf(scores[keys++],
                                   number(precision, query->own.values, own_place + (query->runs[run].start + j) * slot_width + d), sum);
                output[d] = sum;
            }
        }
    }
}

void lubok_scalar_attend_float32(const LubokQuery *queries, size_t count, const LubokKeyMemory *shared, size_t heads,
                                 size_t head_dimension, float scale, float *scratch) {
    attend(LUBOK_KEYS_FLOAT32, queries, count, shared, heads, head_dimension, scale, scratch);
}

void lubok_scalar_attend_bfloat16(const LubokQuery *queries, size_t count, const LubokKeyMemory *shared, size_t heads,
                                  size_t head_dimension, float scale, float *scratch) {
    attend(LUBOK_KEYS_BFLOAT16, queries, count, shared, heads, head_dimension, scale, scratch);
}

static void normalise(const float *input, size_t width, const LubokNorm *norm, float *output) {
    float mean = 0, variance = 0;
    for (size_t i = 0; i < width; i++) mean += input[i];
    mean /= (float)width;
    for (size_t i = 0; i < width; i++) variance += (input[i] - mean) * (input[i] - mean);
    float inverse = 1 / sqrtf(variance / (float)width + norm->epsilon);
    for (size_t i = 0; i < width; i++) output[i] = (input[i] - mean) * inverse * norm->scale[i] + norm->shift[i];
}

void lubok_scalar_join(float *branch, size_t rows, size_t width, float limit, const LubokNorm *branch_norm, const LubokNorm *next_norm,
                       float *residual, float *normalised) {
    for (size_t r = 0; r < rows; r++, branch += width, residual += width, normalised += width) {
        for (size_t i = 0; i < width; i++) branch[i] = branch[i] > limit ? limit : branch[i] < -limit ? -limit : branch[i];
        if (branch_norm) normalise(branch, width, branch_norm, branch);
        for (size_t i = 0; i < width; i++) residual[i] += branch[i];
        normalise(residual, width, next_norm, normalised);
    }
}
