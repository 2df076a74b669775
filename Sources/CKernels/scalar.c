// The truth: every kernel as its definition says, one number at a time, with the C library's exp and tanh.
#include "tiers.h"

#include <math.h>
#include <string.h>

static float sigmoid(float x) { return 1 / (1 + expf(-x)); }

static float gelu_tanh_of(float x) { return 0.5f * x * (1 + tanhf(0.7978845608028654f * (x + 0.044715f * x * x * x))); }

// MARK: products

/// The element at which a row of the operand begins.
static size_t place_of_row(const LubokOperand *operand, size_t row) {
    return row / operand->rows_per_line * operand->line_stride + row % operand->rows_per_line * operand->row_stride;
}

/// The element that stands at `input` of the inner dimension of the row that begins at `place`.
static size_t place_of_input(const LubokOperand *operand, size_t place, size_t input) {
    return place + input / operand->segment_length * operand->segment_stride + input % operand->segment_length;
}

static void to_bfloat16(const float *values, size_t count, uint16_t *output) {
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, values + i, sizeof bits);
        bool is_nan = (bits & 0x7fffffff) > 0x7f800000;
        output[i] = (uint16_t)(is_nan ? bits >> 16 | 0x40 : (bits + 0x7fff + (bits >> 16 & 1)) >> 16);
    }
}

/// `sum` already holds the bias.
static void finish(float sum, const LubokResult *result, size_t row, size_t output) {
    size_t place = row * result->stride + output;
    switch (result->activation) {
    case LUBOK_IDENTITY: break;
    case LUBOK_GELU_TANH: sum = gelu_tanh_of(sum); break;
    case LUBOK_QUICK_GELU: sum *= sigmoid(1.702f * sum); break;
    case LUBOK_SWISH: sum *= sigmoid(sum); break;
    }
    if (result->rounded) to_bfloat16(&sum, 1, result->rounded + place);
    else result->output[place] = result->accumulates ? result->output[place] + sum : sum;
}

static float bias_of(const LubokResult *result, size_t output) { return result->bias ? result->bias[output] : 0; }

static void product_float32(const LubokOperand *operand, size_t first_row, size_t rows, const LubokPanels *panels,
                            const LubokResult *result) {
    size_t inner = operand->segments * operand->segment_length;
    for (size_t r = 0; r < rows; r++) {
        size_t place = place_of_row(operand, first_row + r);
        for (size_t o = 0; o < result->outputs; o++) {
            const float *weights = (const float *)panels->values + o / LUBOK_PANEL_WIDTH * inner * LUBOK_PANEL_WIDTH + o % LUBOK_PANEL_WIDTH;
            float sum = 0;
            for (size_t i = 0; i < inner; i++)
                sum = fmaf(((const float *)operand->values)[place_of_input(operand, place, i)], weights[i * LUBOK_PANEL_WIDTH], sum);
            finish(sum + bias_of(result, o), result, r, o);
        }
    }
}

static float float_of_bfloat16(uint16_t value) {
    uint32_t bits = (uint32_t)value << 16;
    float result;
    memcpy(&result, &bits, sizeof result);
    return result;
}

static void product_bfloat16(const LubokOperand *operand, size_t first_row, size_t rows, const LubokPanels *panels,
                             const LubokResult *result) {
    size_t inner = operand->segments * operand->segment_length;
    for (size_t r = 0; r < rows; r++) {
        size_t place = place_of_row(operand, first_row + r);
        for (size_t o = 0; o < result->outputs; o++) {
            const uint16_t *panel = (const uint16_t *)panels->values + o / LUBOK_PANEL_WIDTH * inner * LUBOK_PANEL_WIDTH;
            float sum = 0;
            for (size_t i = 0; i < inner; i++) {
                uint16_t x = ((const uint16_t *)operand->values)[place_of_input(operand, place, i)];
                uint16_t weight = panel[i / 2 * 32 + o % LUBOK_PANEL_WIDTH * 2 + i % 2];
                sum = fmaf(float_of_bfloat16(x), float_of_bfloat16(weight), sum);
            }
            finish(sum + bias_of(result, o), result, r, o);
        }
    }
}

static void product_int8(const LubokOperand *operand, size_t first_row, size_t rows, const LubokPanels *panels,
                         const LubokResult *result) {
    size_t inner = operand->segments * operand->segment_length;
    for (size_t r = 0; r < rows; r++) {
        size_t place = place_of_row(operand, first_row + r);
        for (size_t o = 0; o < result->outputs; o++) {
            const uint8_t *panel = (const uint8_t *)panels->values + o / LUBOK_PANEL_WIDTH * inner * LUBOK_PANEL_WIDTH;
            int32_t sum = 0;
            for (size_t i = 0; i < inner; i++) {
                int32_t x = ((const int8_t *)operand->values)[place_of_input(operand, place, i)];
                sum += x * ((int32_t)panel[i / 4 * 64 + o % LUBOK_PANEL_WIDTH * 4 + i % 4] - 128);
            }
            float scale = operand->scales[first_row + r] * ((const float *)panels->scales)[o];
            finish(fmaf((float)sum, scale, bias_of(result, o)), result, r, o);
        }
    }
}

static float float_of_half(uint16_t half) {
    uint32_t sign = (uint32_t)(half & 0x8000) << 16, exponent = half >> 10 & 31, fraction = half & 0x3ff;
    float magnitude = exponent == 0    ? ldexpf((float)fraction, -24)
                      : exponent == 31 ? (fraction ? NAN : INFINITY)
                                       : ldexpf((float)(fraction | 0x400), (int)exponent - 25);
    return sign ? -magnitude : magnitude;
}

static void product_int4(const LubokOperand *operand, size_t first_row, size_t rows, const LubokPanels *panels,
                         const LubokResult *result) {
    size_t blocks = operand->segments * operand->segment_length / LUBOK_INT4_BLOCK;
    for (size_t r = 0; r < rows; r++) {
        size_t place = place_of_row(operand, first_row + r);
        for (size_t o = 0; o < result->outputs; o++) {
            const uint8_t *panel = (const uint8_t *)panels->values + o / LUBOK_PANEL_WIDTH * blocks * 256;
            const uint16_t *scales = (const uint16_t *)panels->scales + o / LUBOK_PANEL_WIDTH * blocks * LUBOK_PANEL_WIDTH;
            size_t lane = o % LUBOK_PANEL_WIDTH;
            float total = 0;
            for (size_t b = 0; b < blocks; b++) {
                int32_t sum = 0;
                for (size_t i = 0; i < LUBOK_INT4_BLOCK; i++) {
                    int32_t x = ((const int8_t *)operand->values)[place_of_input(operand, place, b * LUBOK_INT4_BLOCK + i)];
                    uint8_t pair = panel[b * 256 + i % 16 / 4 * 64 + lane * 4 + i % 4];
                    sum += x * ((i < 16 ? pair & 15 : pair >> 4) - 8);
                }
                total = fmaf((float)sum, float_of_half(scales[b * LUBOK_PANEL_WIDTH + lane]), total);
            }
            finish(fmaf(total, operand->scales[first_row + r], bias_of(result, o)), result, r, o);
        }
    }
}

static void to_int8(const float *values, size_t count, size_t padded, int8_t *numbers, float *scale, int32_t *block_sums) {
    float largest = 0;
    bool is_finite = true;
    for (size_t i = 0; i < count; i++) {
        largest = fmaxf(largest, fabsf(values[i]));
        if (!isfinite(values[i])) is_finite = false;
    }
    bool is_zero = largest < LUBOK_SMALLEST_MAGNITUDE || !is_finite;
    *scale = !is_finite ? NAN : is_zero ? 0 : largest / 127;
    float inverse = is_zero ? 0 : 127 / largest;
    for (size_t i = 0; i < padded; i++) {
        numbers[i] = i < count && !is_zero ? (int8_t)nearbyintf(values[i] * inverse) : 0;
        if (i % LUBOK_INT4_BLOCK == 0) block_sums[i / LUBOK_INT4_BLOCK] = 0;
        block_sums[i / LUBOK_INT4_BLOCK] += numbers[i];
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

static void add(float *accumulator, const float *addend, size_t count) {
    for (size_t i = 0; i < count; i++) accumulator[i] += addend[i];
}

const LubokKernels lubok_kernels_scalar = {
    .name = "scalar",
    .pictures = &lubok_picture_kernels_scalar,
    .product = {product_float32, product_bfloat16, product_int8, product_int4},
    .packing = &lubok_packing_kernels_scalar,
    .to_bfloat16 = to_bfloat16,
    .to_int8 = to_int8,
    .attend = {lubok_scalar_attend_float32, lubok_scalar_attend_bfloat16},
    .join = lubok_scalar_join,
    .sampling = &lubok_sampling_kernels_scalar,
    .layer_norm = layer_norm,
    .softmax = lubok_scalar_softmax,
    .add = add,
};
