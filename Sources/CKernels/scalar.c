// The truth: every kernel as its definition says, one number at a time, with the C library's exp and tanh.
#include "tiers.h"

#include <math.h>

static void linear(const float *input, size_t input_stride, size_t rows, const float *panels, size_t inputs,
                   size_t panel_count, const float *bias, float *output, size_t output_stride, size_t outputs) {
    (void)panel_count;
    for (size_t r = 0; r < rows; r++) {
        for (size_t o = 0; o < outputs; o++) {
            const float *panel = panels + (o / LUBOK_PANEL_WIDTH) * inputs * LUBOK_PANEL_WIDTH + o % LUBOK_PANEL_WIDTH;
            float sum = 0;
            for (size_t i = 0; i < inputs; i++)
                sum = fmaf(input[r * input_stride + i], panel[i * LUBOK_PANEL_WIDTH], sum);
            output[r * output_stride + o] = bias ? sum + bias[o] : sum;
        }
    }
}

static void softmax(float *values, size_t count) {
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

static void attend(const float *query, size_t head_dimension, float scale, const LubokKeyRun *runs, size_t run_count,
                   float *scores, float *output) {
    size_t total = 0;
    for (size_t run = 0; run < run_count; run++) {
        for (size_t j = 0; j < runs[run].count; j++) {
            float sum = 0;
            for (size_t d = 0; d < head_dimension; d++) sum = fmaf(query[d], runs[run].keys[j * runs[run].stride + d], sum);
            scores[total++] = sum * scale;
        }
    }
    softmax(scores, total);
    for (size_t d = 0; d < head_dimension; d++) output[d] = 0;
    size_t index = 0;
    for (size_t run = 0; run < run_count; run++) {
        for (size_t j = 0; j < runs[run].count; j++) {
            for (size_t d = 0; d < head_dimension; d++)
                output[d] = fmaf(scores[index], runs[run].values[j * runs[run].stride + d], output[d]);
            index++;
        }
    }
}

static void layer_norm(const float *input, size_t rows, size_t width, const float *scale, const float *shift, float epsilon,
                       float *output) {
    for (size_t r = 0; r < rows; r++) {
        const float *x = input + r * width;
        float mean = 0, variance = 0;
        for (size_t i = 0; i < width; i++) mean += x[i];
        mean /= (float)width;
        for (size_t i = 0; i < width; i++) variance += (x[i] - mean) * (x[i] - mean);
        float inverse = 1 / sqrtf(variance / (float)width + epsilon);
        for (size_t i = 0; i < width; i++) output[r * width + i] = (x[i] - mean) * inverse * scale[i] + shift[i];
    }
}

static float sigmoid(float x) { return 1 / (1 + expf(-x)); }

static void group_norm(const float *input, size_t channels, size_t area, const float *scale, const float *shift,
                       float epsilon, bool swish, float *output) {
    size_t count = channels * area;
    double mean = 0, variance = 0;
    for (size_t i = 0; i < count; i++) mean += input[i];
    mean /= (double)count;
    for (size_t i = 0; i < count; i++) variance += (input[i] - mean) * (input[i] - mean);
    float inverse = (float)(1 / sqrt(variance / (double)count + epsilon));
    for (size_t c = 0; c < channels; c++) {
        for (size_t i = 0; i < area; i++) {
            float y = (input[c * area + i] - (float)mean) * inverse * scale[c] + shift[c];
            output[c * area + i] = swish ? y * sigmoid(y) : y;
        }
    }
}

static void quick_gelu(float *values, size_t count) {
    for (size_t i = 0; i < count; i++) values[i] *= sigmoid(1.702f * values[i]);
}

static void gelu_tanh(float *values, size_t count) {
    for (size_t i = 0; i < count; i++) {
        float x = values[i];
        values[i] = 0.5f * x * (1 + tanhf(0.7978845608028654f * (x + 0.044715f * x * x * x)));
    }
}

static void swish(float *values, size_t count) {
    for (size_t i = 0; i < count; i++) values[i] *= sigmoid(values[i]);
}

static void add(float *accumulator, const float *addend, size_t count) {
    for (size_t i = 0; i < count; i++) accumulator[i] += addend[i];
}

const LubokKernels lubok_kernels_scalar = {
    .name = "scalar",
    .linear = linear,
    .attend = attend,
    .layer_norm = layer_norm,
    .group_norm = group_norm,
    .quick_gelu = quick_gelu,
    .gelu_tanh = gelu_tanh,
    .swish = swish,
    .softmax = softmax,
    .add = add,
};
