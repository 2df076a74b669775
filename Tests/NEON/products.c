// Compares the products and conversions of the NEON tier with those of scalar.c, over awkward shapes.
// `make neon` compiles it for 64-bit ARM and runs it under emulation; the Swift tests do the same for the processor at hand.
#include "CKernels.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 1;

/// SplitMix64.
static uint64_t random_bits(void) {
    uint64_t value = state += 0x9E3779B97F4A7C15;
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
    value = (value ^ value >> 27) * 0x94D049BB133111EB;
    return value ^ value >> 31;
}

static float random_float(void) { return (float)(int32_t)(random_bits() >> 32) / 2147483648.0f; }

static float float_of_bfloat16(uint16_t bits) {
    uint32_t wide = (uint32_t)bits << 16;
    float value;
    memcpy(&value, &wide, sizeof value);
    return value;
}

static void *zeros(size_t count, size_t size) {
    void *memory = calloc(count + 1, size);
    if (!memory) exit(2);
    return memory;
}

static const size_t element_bytes[] = {4, 2, 1, 1}, inputs_per_step[] = {1, 2, 4, LUBOK_INT4_BLOCK};
static int failures = 0;

static void fail(const LubokKernels *kernels, const char *what, size_t a, size_t b, size_t c, int variant) {
    failures++;
    printf("%s: %s %zu %zu %zu, variant %d\n", kernels->name, what, a, b, c, variant);
}

/// Rows of a matrix, or, in every other variant, the patches of a convolution by 3 x 3.
static void check_product(const LubokKernels *kernels, const LubokKernels *truth, int precision, size_t rows, size_t inner, size_t outputs,
                          int variant) {
    bool is_convolution = variant % 2;
    size_t step = inputs_per_step[precision], length = (inner + step - 1) / step * step, segments = is_convolution ? 3 : 1;
    size_t total = length * segments, panel_count = (outputs + 15) / 16, blocks = (total + 31) / 32;
    size_t per_line = is_convolution ? 5 : rows, lines = (rows + per_line - 1) / per_line;
    size_t row_stride = is_convolution ? length / 3 / step * step + step : length + 4 * step;
    size_t line_stride = is_convolution ? (per_line + 2) * row_stride + length : 0;
    size_t count = is_convolution ? (lines + 3) * line_stride + length : rows * row_stride + length;
    size_t weight_count = precision == LUBOK_INT4 ? panel_count * blocks * 256 : panel_count * total * 16;

    char *values = zeros(count, 4), *weights = zeros(weight_count, 4);
    for (size_t i = 0; i < count; i++) {
        float x = random_float();
        if (precision == LUBOK_FLOAT32) ((float *)values)[i] = x;
        else if (precision == LUBOK_BFLOAT16) truth->to_bfloat16(&x, 1, (uint16_t *)values + i);
        else ((int8_t *)values)[i] = (int8_t)((int)(random_bits() >> 33) % 255 - 127);
    }
    for (size_t i = 0; i < weight_count; i++) {
        float x = random_float();
        if (precision == LUBOK_FLOAT32) ((float *)weights)[i] = x;
        else if (precision == LUBOK_BFLOAT16) truth->to_bfloat16(&x, 1, (uint16_t *)weights + i);
        else weights[i] = (char)(precision == LUBOK_INT8 ? 1 + random_bits() % 255 : random_bits());
    }
    int32_t *sums = zeros(rows * blocks, sizeof *sums);
    float *row_scales = zeros(rows, sizeof *row_scales), *bias = zeros(outputs, sizeof *bias);
    for (size_t r = 0; r < rows; r++) {
        row_scales[r] = 0.01f * (1.5f + random_float());
        for (size_t i = 0; precision >= LUBOK_INT8 && i < total; i++) {
            size_t place = r / per_line * line_stride + r % per_line * row_stride + i / length * line_stride + i % length;
            sums[r * blocks + i / 32] += ((int8_t *)values)[place];
        }
    }
    // Floats for int8; halves for int4, whose sign and fraction are random and whose exponent is that of 2^-7.
    char *weight_scales = zeros(panel_count * 16 * (blocks + 1), 4);
    for (size_t i = 0; i < panel_count * 16; i++) ((float *)weight_scales)[i] = 0.02f * random_float();
    for (size_t i = 0; precision == LUBOK_INT4 && i < panel_count * 16 * blocks; i++)
        ((uint16_t *)weight_scales)[i] = (uint16_t)((random_bits() & 0x83ff) | 0x2000);
    for (size_t i = 0; i < outputs; i++) bias[i] = random_float();

    size_t stride = outputs + 3;
    float *expected = zeros(rows * stride, sizeof *expected), *found = zeros(rows * stride, sizeof *found);
    for (size_t i = 0; i < rows * stride; i++) expected[i] = found[i] = random_float();
    LubokOperand operand = {
        .values = values,
        .rows_per_line = per_line,
        .row_stride = row_stride,
        .line_stride = line_stride,
        .segments = segments,
        .segment_length = length,
        .segment_stride = line_stride,
        .scales = row_scales,
        .block_sums = sums,
    };
    LubokPanels panels = {.values = weights, .scales = weight_scales, .count = panel_count};
    LubokResult result = {
        .output = expected,
        .stride = stride,
        .outputs = outputs,
        .bias = variant % 3 ? bias : NULL,
        .activation = (LubokActivation)(variant % 4),
        .accumulates = variant % 5 == 0,
    };
    truth->product[precision](&operand, 0, rows, &panels, &result);
    // In two parts, because rows need not begin at the first.
    result.output = found;
    if (rows / 3) kernels->product[precision](&operand, 0, rows / 3, &panels, &result);
    result.output = found + rows / 3 * stride;
    kernels->product[precision](&operand, rows / 3, rows - rows / 3, &panels, &result);

    // Sums are bit-equal; the activations' exponentials are not.
    double tolerance = variant % 4 == LUBOK_IDENTITY ? 0 : 4e-6;
    for (size_t i = 0; i < rows * stride; i++) {
        if (fabs((double)expected[i] - found[i]) <= tolerance * fmax(1, fabs(expected[i]))) continue;
        fail(kernels, (const char *[]){"float32", "bfloat16", "int8", "int4"}[precision], rows, inner, outputs, variant);
        break;
    }

    uint16_t *expected_rounded = zeros(rows * stride, sizeof *expected_rounded), *found_rounded = zeros(rows * stride, sizeof *found_rounded);
    result.accumulates = false;
    result.rounded = expected_rounded;
    truth->product[precision](&operand, 0, rows, &panels, &result);
    result.rounded = found_rounded;
    kernels->product[precision](&operand, 0, rows, &panels, &result);
    for (size_t i = 0; i < rows * stride; i++) {
        double a = float_of_bfloat16(expected_rounded[i]), b = float_of_bfloat16(found_rounded[i]);
        // Sums that lie between two bfloat16s may go to either after an activation.
        if (a == b || (tolerance > 0 && fabs(a - b) <= fmax(tolerance, fabs(a) / 128))) continue;
        fail(kernels, "rounded product", rows, inner, outputs, variant);
        break;
    }
    free(expected_rounded), free(found_rounded);
    free(values), free(weights), free(sums), free(row_scales), free(bias), free(weight_scales), free(expected), free(found);
}

static void check_conversions(const LubokKernels *kernels, const LubokKernels *truth, size_t count, int variant) {
    float values[70];
    for (size_t i = 0; i < 70; i++) values[i] = (variant == 1 ? 0 : variant == 2 ? 1e-33f : 1) * random_float();
    if (variant == 3) values[count / 2] = INFINITY;
    if (variant == 4) values[count - 1] = NAN;
    uint16_t halves[2][70] = {};
    int8_t numbers[2][128] = {};
    int32_t sums[2][4] = {};
    float scales[2];
    size_t padded = variant % 2 ? (count + 31) / 32 * 32 : (count + 3) / 4 * 4;
    for (int k = 0; k < 2; k++) {
        const LubokKernels *table = k ? kernels : truth;
        table->to_bfloat16(values, count, halves[k]);
        table->to_int8(values, count, padded, numbers[k], &scales[k], sums[k]);
    }
    bool same_scale = scales[0] == scales[1] || (isnan(scales[0]) && isnan(scales[1]));
    if (memcmp(halves[0], halves[1], sizeof halves[0]) || memcmp(numbers[0], numbers[1], sizeof numbers[0]) ||
        memcmp(sums[0], sums[1], sizeof sums[0]) || !same_scale)
        fail(kernels, "conversion", count, padded, 0, variant);
}

int main(void) {
    const LubokKernels *truth = lubok_kernels_of_tier(LUBOK_TIER_SCALAR), *kernels = lubok_kernels_of_tier(LUBOK_TIER_NEON);
    static const size_t rows[] = {1, 2, 7, 8, 16, 17, 31, 32, 33, 100}, inner[] = {1, 3, 5, 31, 32, 33, 64, 257, 2600};
    static const size_t outputs[] = {1, 15, 16, 17, 48, 100};
    if (!kernels) {
        printf("this processor has no NEON\n");
        return 1;
    }
    int variant = 0;
    for (int precision = 0; precision < LUBOK_PRECISION_COUNT; precision++)
        for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
            for (size_t i = 0; i < sizeof inner / sizeof *inner; i++)
                for (size_t o = 0; o < sizeof outputs / sizeof *outputs; o++)
                    if (inner[i] < 2600 || outputs[o] == 17)
                        check_product(kernels, truth, precision, rows[r], inner[i], outputs[o], variant++);
    for (size_t count = 1; count < 70; count++)
        for (int kind = 0; kind < 5; kind++) check_conversions(kernels, truth, count, kind);
    printf("%s: %d products compared, %d failures\n", kernels->name, variant, failures);
    return failures != 0;
}
