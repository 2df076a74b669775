// The truth of the kernels that concern pictures.
#include "tiers.h"

#include <math.h>
#include <string.h>

static void moments(const float *values, size_t pixels, size_t channels, double *sums, double *squares) {
    for (size_t p = 0; p < pixels; p++) {
        for (size_t c = 0; c < channels; c++) {
            double x = values[p * channels + c];
            sums[c] += x;
            squares[c] += x * x;
        }
    }
}

static float element(const void *elements, size_t index, LubokPrecision precision) {
    if (precision == LUBOK_FLOAT32) return ((const float *)elements)[index];
    uint32_t bits = (uint32_t)((const uint16_t *)elements)[index] << 16;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void set_element(void *elements, size_t index, LubokPrecision precision, float value) {
    if (precision == LUBOK_FLOAT32) ((float *)elements)[index] = value;
    else lubok_kernels_scalar.to_bfloat16(&value, 1, (uint16_t *)elements + index);
}

static void prepare(const float *values, size_t pixels, size_t channels, const LubokChannelMap *map, LubokPrecision precision,
                    size_t padded, void *output) {
    for (size_t p = 0; p < pixels; p++) {
        for (size_t c = 0; c < padded; c++) {
            float x = c < channels ? values[p * channels + c] : 0;
            if (c < channels && map->gains) x = fmaf(x, map->gains[c], map->offsets[c]);
            set_element(output, p * padded + c, precision, map->swish ? x / (1 + expf(-x)) : x);
        }
    }
}

/// With 4 points: (d0 - d2, d1 + d2, d2 - d1, d1 - d3). With 3, d being doubled pixels d0, d1, d1, d2, half of the sum in the middle.
static void transform_input(const float *d, size_t step, size_t points, float *t) {
    if (points == 4) {
        t[0] = d[0] - d[2 * step];
        t[step] = d[step] + d[2 * step];
        t[2 * step] = d[2 * step] - d[step];
        t[3 * step] = d[step] - d[3 * step];
    } else {
        t[0] = d[0] - d[step];
        t[step] = d[step];
        t[2 * step] = d[step] - d[2 * step];
    }
}

static void tile_inputs(const void *corner, size_t line_stride, size_t channels, LubokPrecision precision, const LubokTileRow *row,
                        void *output) {
    size_t points = row->points;
    for (size_t tile = 0; tile < row->tiles; tile++) {
        size_t first = tile * (points - 2) * channels;
        for (size_t c = 0; c < channels; c++) {
            float pixels[16], lines[16], squares[16];
            for (size_t y = 0; y < points; y++)
                for (size_t x = 0; x < points; x++)
                    pixels[y * points + x] = element(corner, first + y * line_stride + x * channels + c, precision);
            for (size_t x = 0; x < points; x++) transform_input(pixels + x, points, points, lines + x);
            for (size_t y = 0; y < points; y++) transform_input(lines + y * points, 1, points, squares + y * points);
            for (size_t point = 0; point < points * points; point++)
                set_element(output, point * row->point_stride + tile * row->tile_stride + c, precision, squares[point]);
        }
    }
}

static void transform_output(const float *m, size_t step, size_t points, float *y, size_t output_step) {
    y[0] = points == 4 ? m[0] + m[step] + m[2 * step] : m[0] + m[step];
    y[output_step] = points == 4 ? m[step] - m[2 * step] - m[3 * step] : m[step] - m[2 * step];
}

static void tile_outputs(const float *products, const LubokTileRow *row, const LubokTileOutput *output) {
    size_t points = row->points;
    for (size_t tile = 0; tile < row->tiles; tile++) {
        for (size_t c = 0; c < output->channels; c++) {
            float squares[16], lines[8], pixels[4];
            for (size_t point = 0; point < points * points; point++)
                squares[point] = products[point * row->point_stride + tile * row->tile_stride + c];
            for (size_t x = 0; x < points; x++) transform_output(squares + x, points, points, lines + x, points);
            for (size_t y = 0; y < 2; y++) transform_output(lines + y * points, 1, points, pixels + 2 * y, 1);
            for (size_t y = 0; y < output->lines; y++) {
                for (size_t x = 0; x < 2 && 2 * tile + x < output->columns; x++) {
                    float *target = output->pixels + y * output->line_stride + (2 * tile + x) * output->pixel_stride + c;
                    float value = pixels[2 * y + x] + (output->bias ? output->bias[c] : 0);
                    *target = output->accumulates ? *target + value : value;
                }
            }
        }
    }
}

const LubokPictureKernels lubok_picture_kernels_scalar = {
    .moments = moments,
    .prepare = prepare,
    .tile_inputs = tile_inputs,
    .tile_outputs = tile_outputs,
};
