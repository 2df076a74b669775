// The truth of the kernels that concern pictures.
#include "tiers.h"

#include <math.h>

static void moments(const float *values, size_t pixels, size_t stride, size_t channels, double *sums, double *squares) {
    for (size_t p = 0; p < pixels; p++) {
        for (size_t c = 0; c < channels; c++) {
            double x = values[p * stride + c];
            sums[c] += x;
            squares[c] += x * x;
        }
    }
}

static void set_element(void *elements, size_t index, LubokPrecision precision, float value) {
    if (precision == LUBOK_FLOAT32) ((float *)elements)[index] = value;
    else lubok_kernels_scalar.to_bfloat16(&value, 1, (uint16_t *)elements + index);
}

static float mapped(float x, LubokMapFunction function) {
    switch (function) {
    case LUBOK_MAP_LINEAR: return x;
    case LUBOK_MAP_SWISH:
    case LUBOK_MAP_ROUGH_SWISH: return x / (1 + expf(-x));
    case LUBOK_MAP_RELU: return fmaxf(x, 0);
    }
    return x;
}

static void prepare(const float *values, size_t pixels, size_t channels, const LubokChannelMap *map, LubokPrecision precision,
                    size_t padded, void *output) {
    for (size_t p = 0; p < pixels; p++) {
        for (size_t c = 0; c < padded; c++) {
            float x = c < channels ? values[p * channels + c] : 0;
            if (c < channels && map->gains) x = fmaf(x, map->gains[c], map->offsets[c]);
            set_element(output, p * padded + c, precision, mapped(x, map->function));
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

static void tile_inputs(const float *const *lines, LubokPrecision precision, const LubokTiles *tiles, void *transformed) {
    size_t points = tiles->points, channels = tiles->channels;
    for (size_t tile = 0; tile < tiles->tiles; tile++) {
        size_t first = tile * (points - 2) * channels;
        for (size_t c = 0; c < channels; c++) {
            float pixels[16], columns[16], squares[16];
            for (size_t y = 0; y < points; y++)
                for (size_t x = 0; x < points; x++) pixels[y * points + x] = lines[y][first + x * channels + c];
            for (size_t x = 0; x < points; x++) transform_input(pixels + x, points, points, columns + x);
            for (size_t y = 0; y < points; y++) transform_input(columns + y * points, 1, points, squares + y * points);
            for (size_t point = 0; point < points * points; point++)
                set_element(transformed, point * tiles->point_stride + tile * tiles->tile_stride + c, precision, squares[point]);
        }
    }
}

static void tile_products(const void *transformed, const LubokTiles *tiles, const LubokTileWeights *weights, float *products,
                          const LubokTiles *product_tiles) {
    size_t element_bytes = weights->precision == LUBOK_FLOAT32 ? sizeof(float) : sizeof(uint16_t);
    for (size_t point = 0; point < tiles->points * tiles->points; point++) {
        LubokOperand operand = {.values = (const char *)transformed + point * tiles->point_stride * element_bytes,
                                .rows_per_line = tiles->tiles,
                                .row_stride = tiles->tile_stride,
                                .segments = 1,
                                .segment_length = tiles->channels};
        LubokPanels panels = {.values = (const char *)weights->panels + point * weights->point_bytes, .count = weights->panel_count};
        LubokResult result = {.output = products + point * product_tiles->point_stride,
                              .stride = product_tiles->tile_stride,
                              .outputs = weights->panel_count * LUBOK_PANEL_WIDTH};
        lubok_kernels_scalar.product[weights->precision](&operand, 0, tiles->tiles, &panels, &result);
    }
}

static void transform_output(const float *m, size_t step, size_t points, float *y, size_t output_step) {
    y[0] = points == 4 ? m[0] + m[step] + m[2 * step] : m[0] + m[step];
    y[output_step] = points == 4 ? m[step] - m[2 * step] - m[3 * step] : m[step] - m[2 * step];
}

static void tile_outputs(const float *products, const LubokTiles *tiles, const LubokTileOutput *output) {
    size_t points = tiles->points;
    for (size_t tile = 0; tile < tiles->tiles; tile++) {
        for (size_t c = 0; c < tiles->channels; c++) {
            float squares[16], lines[8], pixels[4];
            for (size_t point = 0; point < points * points; point++)
                squares[point] = products[point * tiles->point_stride + tile * tiles->tile_stride + c];
            for (size_t x = 0; x < points; x++) transform_output(squares + x, points, points, lines + x, points);
            for (size_t y = 0; y < 2; y++) transform_output(lines + y * points, 1, points, pixels + 2 * y, 1);
            for (size_t y = 0; y < output->lines; y++) {
                for (size_t x = 0; x < 2 && 2 * tile + x < output->columns; x++) {
                    float *target = output->pixels + y * output->line_stride + (2 * tile + x) * output->pixel_stride + c;
                    float value = pixels[2 * y + x] + (output->bias ? output->bias[c] : 0);
                    if (value < 0) value *= output->negative_slope;
                    *target = output->accumulates ? *target + value : value;
                }
            }
        }
    }
}

static void depthwise_line(const float *pixels, const LubokDepthwise *layer, size_t columns, float *output) {
    size_t kernel = layer->kernel, channels = layer->channels;
    for (size_t x = 0; x < columns; x++) {
        for (size_t c = 0; c < channels; c++) {
            float sum = layer->bias ? layer->bias[c] : 0;
            for (size_t ky = 0; ky < kernel; ky++)
                for (size_t kx = 0; kx < kernel; kx++)
                    sum = fmaf(layer->weights[(ky * kernel + kx) * channels + c],
                               pixels[ky * layer->line_stride + (x * layer->stride + kx) * channels + c], sum);
            output[x * channels + c] = mapped(sum, layer->function);
        }
    }
}

const LubokPictureKernels lubok_picture_kernels_scalar = {
    .moments = moments,
    .prepare = prepare,
    .tile_inputs = tile_inputs,
    .tile_products = tile_products,
    .tile_outputs = tile_outputs,
    .depthwise_line = depthwise_line,
};
