// The kernels in vectors of sixteen floats, which the compiler maps onto the registers of the tier that includes this file.
// The including file defines KERNELS, TIER_NAME, and how many sums its registers hold: ROW_TILE rows by PANELS_BESIDE panels,
// or one row by SINGLE_ROW_PANELS panels.
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

INLINE Floats all(float value) { return (Floats){} + value; }

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

// MARK: products

#define DEFINE_TILE(NAME, ROWS, PANELS)                                                                                       \
    INLINE void NAME(const float *input, size_t input_stride, const float *panels, size_t inputs, const float *bias,         \
                     float *output, size_t output_stride, size_t outputs) {                                                  \
        Floats sums[ROWS][PANELS];                                                                                            \
        _Pragma("clang loop unroll(full)") for (int r = 0; r < ROWS; r++)                                                     \
            _Pragma("clang loop unroll(full)") for (int p = 0; p < PANELS; p++) sums[r][p] = (Floats){};                      \
        for (size_t i = 0; i < inputs; i++) {                                                                                 \
            Floats weights[PANELS];                                                                                           \
            _Pragma("clang loop unroll(full)") for (int p = 0; p < PANELS; p++)                                               \
                weights[p] = load(panels + ((size_t)p * inputs + i) * LANES);                                                 \
            _Pragma("clang loop unroll(full)") for (int r = 0; r < ROWS; r++) {                                               \
                Floats x = all(input[(size_t)r * input_stride + i]);                                                          \
                _Pragma("clang loop unroll(full)") for (int p = 0; p < PANELS; p++)                                           \
                    sums[r][p] = fused(x, weights[p], sums[r][p]);                                                            \
            }                                                                                                                 \
        }                                                                                                                     \
        _Pragma("clang loop unroll(full)") for (int p = 0; p < PANELS; p++) {                                                 \
            size_t first = (size_t)p * LANES;                                                                                 \
            size_t real = outputs - first < LANES ? outputs - first : LANES;                                                  \
            Floats offset = !bias ? (Floats){} : real == LANES ? load(bias + first) : load_part(bias + first, real, 0);       \
            _Pragma("clang loop unroll(full)") for (int r = 0; r < ROWS; r++) {                                               \
                float *target = output + (size_t)r * output_stride + first;                                                   \
                Floats y = bias ? sums[r][p] + offset : sums[r][p];                                                           \
                if (real == LANES) store(target, y);                                                                          \
                else store_part(target, y, real);                                                                             \
            }                                                                                                                 \
        }                                                                                                                     \
    }

DEFINE_TILE(tile_many_rows, ROW_TILE, PANELS_BESIDE)
DEFINE_TILE(tile_many_rows_one_panel, ROW_TILE, 1)
DEFINE_TILE(tile_two_rows, 2, PANELS_BESIDE)
DEFINE_TILE(tile_two_rows_one_panel, 2, 1)
DEFINE_TILE(tile_one_row, 1, SINGLE_ROW_PANELS)
DEFINE_TILE(tile_one_row_one_panel, 1, 1)

static void linear(const float *input, size_t input_stride, size_t rows, const float *panels, size_t inputs,
                   size_t panel_count, const float *bias, float *output, size_t output_stride, size_t outputs) {
    // A group of panels stays in the nearest cache while all rows pass over it.
    size_t panel = 0;
    while (panel < panel_count) {
        size_t left = panel_count - panel;
        size_t wide = rows == 1 ? SINGLE_ROW_PANELS : PANELS_BESIDE;
        size_t group = left >= wide ? wide : 1;
        const float *weights = panels + panel * inputs * LANES;
        size_t first = panel * LANES;
        const float *offset = bias ? bias + first : NULL;
        size_t row = 0;
        while (row < rows) {
            const float *x = input + row * input_stride;
            float *y = output + row * output_stride + first;
            size_t rows_left = rows - row;
            if (rows == 1) {
                if (group == SINGLE_ROW_PANELS) tile_one_row(x, input_stride, weights, inputs, offset, y, output_stride, outputs - first);
                else tile_one_row_one_panel(x, input_stride, weights, inputs, offset, y, output_stride, outputs - first);
                row += 1;
            } else if (rows_left >= ROW_TILE) {
                if (group == PANELS_BESIDE) tile_many_rows(x, input_stride, weights, inputs, offset, y, output_stride, outputs - first);
                else tile_many_rows_one_panel(x, input_stride, weights, inputs, offset, y, output_stride, outputs - first);
                row += ROW_TILE;
            } else if (rows_left >= 2) {
                if (group == PANELS_BESIDE) tile_two_rows(x, input_stride, weights, inputs, offset, y, output_stride, outputs - first);
                else tile_two_rows_one_panel(x, input_stride, weights, inputs, offset, y, output_stride, outputs - first);
                row += 2;
            } else {
                for (size_t p = 0; p < group; p++)
                    tile_one_row_one_panel(x, input_stride, weights + p * inputs * LANES, inputs, offset ? offset + p * LANES : NULL,
                                           y + p * LANES, output_stride, outputs - first - p * LANES);
                row += 1;
            }
        }
        panel += group;
    }
}

// MARK: attention

static void softmax(float *values, size_t count) {
    if (count == 0) return;
    Floats largest_lanes = all(values[0]);
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) largest_lanes = __builtin_elementwise_max(largest_lanes, load(values + i));
    if (i < count) largest_lanes = __builtin_elementwise_max(largest_lanes, load_part(values + i, count - i, values[0]));
    float lanes[LANES];
    store(lanes, largest_lanes);
    float largest = lanes[0];
    for (int lane = 1; lane < LANES; lane++) largest = lanes[lane] > largest ? lanes[lane] : largest;

    Floats sums = {};
    for (i = 0; i + LANES <= count; i += LANES) {
        Floats e = exponential(load(values + i) - largest);
        store(values + i, e);
        sums += e;
    }
    if (i < count) {
        Floats e = exponential(load_part(values + i, count - i, -__builtin_inff()) - largest);
        store_part(values + i, e, count - i);
        sums += e;
    }
    float inverse = 1 / sum_of_lanes(sums);
    for (i = 0; i < count; i++) values[i] *= inverse;
}

INLINE float dot(const float *a, const float *b, size_t count) {
    Floats sums = {};
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) sums = fused(load(a + i), load(b + i), sums);
    if (i < count) sums = fused(load_part(a + i, count - i, 0), load_part(b + i, count - i, 0), sums);
    return sum_of_lanes(sums);
}

static void attend(const float *query, size_t head_dimension, float scale, const LubokKeyRun *runs, size_t run_count,
                   float *scores, float *output) {
    size_t total = 0;
    for (size_t run = 0; run < run_count; run++)
        for (size_t j = 0; j < runs[run].count; j++)
            scores[total++] = dot(query, runs[run].keys + j * runs[run].stride, head_dimension) * scale;
    softmax(scores, total);
    for (size_t d = 0; d < head_dimension; d += LANES) {
        size_t part = head_dimension - d < LANES ? head_dimension - d : LANES;
        Floats sums = {};
        size_t index = 0;
        for (size_t run = 0; run < run_count; run++) {
            const float *values = runs[run].values + d;
            for (size_t j = 0; j < runs[run].count; j++, index++) {
                const float *value = values + j * runs[run].stride;
                sums = fused(all(scores[index]), part == LANES ? load(value) : load_part(value, part, 0), sums);
            }
        }
        if (part == LANES) store(output + d, sums);
        else store_part(output + d, sums, part);
    }
}

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

static void group_norm(const float *input, size_t channels, size_t area, const float *scale, const float *shift,
                       float epsilon, bool swish, float *output) {
    // Channel by channel and the channels in double, so that a group of a million values loses nothing.
    double mean = 0, squares = 0;
    for (size_t c = 0; c < channels; c++) mean += mean_of(input + c * area, area);
    mean /= (double)channels;
    for (size_t c = 0; c < channels; c++) squares += squares_about(input + c * area, area, (float)mean);
    float inverse = (float)(1 / __builtin_sqrt(squares / (double)(channels * area) + epsilon));
    for (size_t c = 0; c < channels; c++) {
        const float *x = input + c * area;
        float *y = output + c * area;
        Floats gain = all(inverse * scale[c]), offset = all(shift[c] - (float)mean * inverse * scale[c]);
        size_t i = 0;
        for (; i < area; i += LANES) {
            size_t part = area - i < LANES ? area - i : LANES;
            Floats v = fused(part == LANES ? load(x + i) : load_part(x + i, part, 0), gain, offset);
            if (swish) v *= sigmoid(v);
            if (part == LANES) store(y + i, v);
            else store_part(y + i, v, part);
        }
    }
}

// MARK: elementwise

#define FOR_EACH(values, count, EXPRESSION)                                                                                   \
    do {                                                                                                                      \
        size_t index = 0;                                                                                                     \
        for (; index + LANES <= (count); index += LANES) {                                                                    \
            Floats x = load((values) + index);                                                                                \
            store((values) + index, EXPRESSION);                                                                              \
        }                                                                                                                     \
        if (index < (count)) {                                                                                                \
            Floats x = load_part((values) + index, (count) - index, 0);                                                       \
            store_part((values) + index, EXPRESSION, (count) - index);                                                        \
        }                                                                                                                     \
    } while (0)

static void quick_gelu(float *values, size_t count) { FOR_EACH(values, count, x * sigmoid(1.702f * x)); }

/// 0.5 (1 + tanh u) is sigmoid(2 u).
static void gelu_tanh(float *values, size_t count) {
    FOR_EACH(values, count, x * sigmoid(1.5957691216057308f * (x + 0.044715f * x * x * x)));
}

static void swish(float *values, size_t count) { FOR_EACH(values, count, x * sigmoid(x)); }

static void add(float *accumulator, const float *addend, size_t count) {
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) store(accumulator + i, load(accumulator + i) + load(addend + i));
    for (; i < count; i++) accumulator[i] += addend[i];
}

const LubokKernels KERNELS = {
    .name = TIER_NAME,
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
