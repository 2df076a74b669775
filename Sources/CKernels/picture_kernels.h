// The kernels of pictures, in vectors of sixteen channels. Included by vector_kernels.h, once per tier.

typedef double Doubles __attribute__((vector_size(64)));
typedef float HalfFloats __attribute__((vector_size(32)));

/// Sixteen floats from a place, or the first `count` of them with zeros behind.
INLINE Floats load_floats(const float *values, size_t index, size_t count) {
    return count == LANES ? load(values + index) : load_part(values + index, count, 0);
}

INLINE void store_floats(float *values, size_t index, size_t count, Floats value) {
    if (count == LANES) store(values + index, value);
    else store_part(values + index, value, count);
}

INLINE void store_elements(void *elements, size_t index, size_t count, LubokPrecision precision, Floats value) {
    if (precision == LUBOK_FLOAT32) {
        store_floats(elements, index, count, value);
        return;
    }
    Bfloat16s halves = bfloat16_elements(value);
    if (count == LANES) memcpy((uint16_t *)elements + index, &halves, sizeof halves);
    else memcpy((uint16_t *)elements + index, &halves, count * sizeof(uint16_t));
}

// MARK: moments

INLINE Doubles load_doubles(const double *source) {
    Doubles value;
    memcpy(&value, source, sizeof value);
    return value;
}

/// VECTORS times eight neighbouring channels, whose sums stay in registers over all pixels.
#define DEFINE_MOMENTS(NAME, VECTORS)                                                                                         \
    INLINE void NAME(const float *values, size_t pixels, size_t stride, double *sums, double *squares) {                      \
        Doubles s[VECTORS], q[VECTORS];                                                                                       \
        _Pragma("clang loop unroll(full)") for (int v = 0; v < VECTORS; v++) {                                                \
            s[v] = load_doubles(sums + 8 * v);                                                                                \
            q[v] = load_doubles(squares + 8 * v);                                                                             \
        }                                                                                                                     \
        for (size_t p = 0; p < pixels; p++, values += stride) {                                                               \
            _Pragma("clang loop unroll(full)") for (int v = 0; v < VECTORS; v++) {                                            \
                HalfFloats narrow;                                                                                            \
                memcpy(&narrow, values + 8 * v, sizeof narrow);                                                               \
                Doubles x = __builtin_convertvector(narrow, Doubles);                                                         \
                s[v] += x;                                                                                                    \
                q[v] = __builtin_elementwise_fma(x, x, q[v]);                                                                 \
            }                                                                                                                 \
        }                                                                                                                     \
        _Pragma("clang loop unroll(full)") for (int v = 0; v < VECTORS; v++) {                                                \
            memcpy(sums + 8 * v, &s[v], sizeof s[v]);                                                                         \
            memcpy(squares + 8 * v, &q[v], sizeof q[v]);                                                                      \
        }                                                                                                                     \
    }

DEFINE_MOMENTS(moments_of_64, 8)
DEFINE_MOMENTS(moments_of_8, 1)

static void moments(const float *values, size_t pixels, size_t stride, size_t channels, double *sums, double *squares) {
    size_t c = 0;
    for (; c + 64 <= channels; c += 64) moments_of_64(values + c, pixels, stride, sums + c, squares + c);
    for (; c + 8 <= channels; c += 8) moments_of_8(values + c, pixels, stride, sums + c, squares + c);
    for (; c < channels; c++) {
        for (size_t p = 0; p < pixels; p++) {
            double x = values[p * stride + c];
            sums[c] += x;
            squares[c] += x * x;
        }
    }
}

// MARK: preparation

/// Sixteen neighbouring channels, or fewer, of one pixel; `written` elements come of them.
INLINE void prepare_channels(const float *values, size_t count, size_t channel, const LubokChannelMap *map, LubokMapFunction function,
                             LubokPrecision precision, void *output, size_t index, size_t written) {
    Floats x = load_floats(values, channel, count);
    if (map->gains) {
        Floats gains = load_floats(map->gains, channel, count);
        x = fused(x, gains, load_floats(map->offsets, channel, count));
    }
    if (function == LUBOK_MAP_SWISH) x *= sigmoid(x);
    if (function == LUBOK_MAP_ROUGH_SWISH) x = roughly_gated(x, x);
    if (function == LUBOK_MAP_RELU) x = __builtin_elementwise_max(x, all(0.0f));
    store_elements(output, index + channel, written, precision, x);
}

INLINE void prepare_as(const float *values, size_t pixels, size_t channels, const LubokChannelMap *map, LubokMapFunction function,
                       LubokPrecision precision, size_t padded, void *output) {
    size_t whole = channels / LANES * LANES;
    for (size_t p = 0; p < pixels; p++) {
        const float *pixel = values + p * channels;
        for (size_t c = 0; c < whole; c += LANES) prepare_channels(pixel, LANES, c, map, function, precision, output, p * padded, LANES);
        if (whole < padded)
            prepare_channels(pixel, channels - whole, whole, map, function, precision, output, p * padded, padded - whole);
    }
}

static void prepare(const float *values, size_t pixels, size_t channels, const LubokChannelMap *map, LubokPrecision precision,
                    size_t padded, void *output) {
#define PREPARE(FUNCTION, PRECISION)                                                                                          \
    if (map->function == FUNCTION && precision == PRECISION)                                                                  \
        prepare_as(values, pixels, channels, map, FUNCTION, PRECISION, padded, output);
    PREPARE(LUBOK_MAP_LINEAR, LUBOK_FLOAT32)
    PREPARE(LUBOK_MAP_LINEAR, LUBOK_BFLOAT16)
    PREPARE(LUBOK_MAP_SWISH, LUBOK_FLOAT32)
    PREPARE(LUBOK_MAP_SWISH, LUBOK_BFLOAT16)
    PREPARE(LUBOK_MAP_ROUGH_SWISH, LUBOK_FLOAT32)
    PREPARE(LUBOK_MAP_ROUGH_SWISH, LUBOK_BFLOAT16)
    PREPARE(LUBOK_MAP_RELU, LUBOK_FLOAT32)
    PREPARE(LUBOK_MAP_RELU, LUBOK_BFLOAT16)
#undef PREPARE
}

// MARK: Winograd's transforms

/// One dimension of a tile. With 3 points the middle stands for two equal pixels, whose sum the weights have taken upon themselves.
INLINE void transform_input(const Floats *d, size_t points, Floats *t, size_t step) {
    if (points == 4) {
        t[0] = d[0] - d[2];
        t[step] = d[1] + d[2];
        t[2 * step] = d[2] - d[1];
        t[3 * step] = d[1] - d[3];
    } else {
        t[0] = d[0] - d[1];
        t[step] = d[1];
        t[2 * step] = d[1] - d[2];
    }
}

/// Sixteen neighbouring channels of a tile, or fewer. `pixels` and `products` are the places of the first of them.
INLINE void tile_input(const float *const *lines, size_t pixels, size_t pixel_stride, size_t count, LubokPrecision precision,
                       size_t points, void *output, size_t products, size_t point_stride) {
    Floats columns[16];
    _Pragma("clang loop unroll(full)") for (size_t x = 0; x < points; x++) {
        Floats column[4];
        _Pragma("clang loop unroll(full)") for (size_t y = 0; y < points; y++)
            column[y] = load_floats(lines[y], pixels + x * pixel_stride, count);
        transform_input(column, points, columns + x, points);
    }
    _Pragma("clang loop unroll(full)") for (size_t y = 0; y < points; y++) {
        Floats line[4];
        transform_input(columns + y * points, points, line, 1);
        _Pragma("clang loop unroll(full)") for (size_t x = 0; x < points; x++)
            store_elements(output, products + (y * points + x) * point_stride, count, precision, line[x]);
    }
}

INLINE void tile_inputs_as(const float *const *lines, LubokPrecision precision, size_t points, const LubokTiles *tiles, void *transformed) {
    size_t channels = tiles->channels, whole = channels / LANES * LANES, point_stride = tiles->point_stride;
    const float *fixed[4];
    for (size_t y = 0; y < points; y++) fixed[y] = lines[y];
    for (size_t tile = 0; tile < tiles->tiles; tile++) {
        size_t pixels = tile * (points - 2) * channels, place = tile * tiles->tile_stride;
        for (size_t c = 0; c < whole; c += LANES)
            tile_input(fixed, pixels + c, channels, LANES, precision, points, transformed, place + c, point_stride);
        if (whole < channels)
            tile_input(fixed, pixels + whole, channels, channels - whole, precision, points, transformed, place + whole, point_stride);
    }
}

static void tile_inputs(const float *const *lines, LubokPrecision precision, const LubokTiles *tiles, void *transformed) {
    if (precision == LUBOK_FLOAT32) {
        if (tiles->points == 4) tile_inputs_as(lines, LUBOK_FLOAT32, 4, tiles, transformed);
        else tile_inputs_as(lines, LUBOK_FLOAT32, 3, tiles, transformed);
    } else {
        if (tiles->points == 4) tile_inputs_as(lines, LUBOK_BFLOAT16, 4, tiles, transformed);
        else tile_inputs_as(lines, LUBOK_BFLOAT16, 3, tiles, transformed);
    }
}

/// Some rows times some panels, read where they lie: what a tile's channels take stays in the nearest cache.
#define DEFINE_TILE_PRODUCT(NAME, TYPE, ROWS, PANELS)                                                                         \
    INLINE void NAME##_tiles_##ROWS##x##PANELS(const char *rows, size_t row_bytes, size_t units, const uint8_t *weights,      \
                                               size_t panel_bytes, float *products, size_t product_stride) {                  \
        TYPE##Sums sums[PANELS][ROWS];                                                                                        \
        EACH(p, PANELS) EACH(r, ROWS) sums[p][r] = (TYPE##Sums){};                                                            \
        for (size_t u = 0; u < units; u++) {                                                                                  \
            IN_ORDER;                                                                                                         \
            TYPE##Weights taken[PANELS];                                                                                      \
            EACH(p, PANELS) taken[p] = NAME##_weights(weights + (size_t)p * panel_bytes + 64 * u);                            \
            EACH(r, ROWS) {                                                                                                   \
                TYPE##Inputs inputs = NAME##_inputs((const int32_t *)(rows + (size_t)r * row_bytes) + u);                     \
                EACH(p, PANELS) sums[p][r] = NAME##_step(sums[p][r], taken[p], inputs);                                       \
            }                                                                                                                 \
        }                                                                                                                     \
        EACH(p, PANELS) EACH(r, ROWS) store(products + (size_t)r * product_stride + (size_t)p * LANES, sums[p][r]);           \
    }

/// All rows of a point by the widest steps first.
#define DEFINE_TILE_PRODUCTS(NAME, TYPE, ROWS, HALF, PANELS)                                                                  \
    DEFINE_TILE_PRODUCT(NAME, TYPE, ROWS, PANELS)                                                                             \
    DEFINE_TILE_PRODUCT(NAME, TYPE, HALF, PANELS)                                                                             \
    DEFINE_TILE_PRODUCT(NAME, TYPE, 1, PANELS)                                                                                \
    static void NAME##_tiles_by_##PANELS(const char *rows, size_t row_count, size_t row_bytes, size_t units,                  \
                                         const uint8_t *weights, float *products, size_t stride) {                            \
        size_t r = 0;                                                                                                         \
        for (; r + ROWS <= row_count; r += ROWS)                                                                              \
            NAME##_tiles_##ROWS##x##PANELS(rows + r * row_bytes, row_bytes, units, weights, 64 * units, products + r * stride, stride); \
        for (; r + HALF <= row_count; r += HALF)                                                                              \
            NAME##_tiles_##HALF##x##PANELS(rows + r * row_bytes, row_bytes, units, weights, 64 * units, products + r * stride, stride); \
        for (; r < row_count; r++)                                                                                            \
            NAME##_tiles_1x##PANELS(rows + r * row_bytes, row_bytes, units, weights, 64 * units, products + r * stride, stride); \
    }

#define DEFINE_PRODUCTS_OF_TILES(NAME, TYPE, ELEMENT_BYTES)                                                                   \
    static void NAME##_tile_products(const void *transformed, const LubokTiles *tiles, const LubokTileWeights *weights,       \
                                     float *products, const LubokTiles *product_tiles) {                                      \
        size_t row_bytes = tiles->tile_stride * ELEMENT_BYTES, units = tiles->channels * ELEMENT_BYTES / 4;                   \
        for (size_t point = 0; point < tiles->points * tiles->points; point++) {                                              \
            const char *rows = (const char *)transformed + point * tiles->point_stride * ELEMENT_BYTES;                       \
            const uint8_t *panels = (const uint8_t *)weights->panels + point * weights->point_bytes;                          \
            float *output = products + point * product_tiles->point_stride;                                                   \
            for (size_t p = 0; p < weights->panel_count;) {                                                                   \
                bool wide = weights->panel_count - p >= PANELS_OF_TILES;                                                      \
                (wide ? NAME##_tiles_wide : NAME##_tiles_by_1)(rows, tiles->tiles, row_bytes, units, panels + p * 64 * units, \
                                                               output + p * LANES, product_tiles->tile_stride);               \
                p += wide ? PANELS_OF_TILES : 1;                                                                              \
            }                                                                                                                 \
        }                                                                                                                     \
    }

#if ATTENTION_SUMS == 16
// A vector is a register, and there are enough of them for sixteen sums.
DEFINE_TILE_PRODUCTS(float32, Float32, 8, 4, 2)
DEFINE_TILE_PRODUCTS(bfloat16, Bfloat16, 8, 4, 2)
DEFINE_TILE_PRODUCTS(float32, Float32, 8, 4, 1)
DEFINE_TILE_PRODUCTS(bfloat16, Bfloat16, 8, 4, 1)
#define PANELS_OF_TILES 2
#define float32_tiles_wide float32_tiles_by_2
#define bfloat16_tiles_wide bfloat16_tiles_by_2
#else
DEFINE_TILE_PRODUCTS(float32, Float32, 4, 2, 1)
DEFINE_TILE_PRODUCTS(bfloat16, Bfloat16, 4, 2, 1)
#define PANELS_OF_TILES 1
#define float32_tiles_wide float32_tiles_by_1
#define bfloat16_tiles_wide bfloat16_tiles_by_1
#endif
DEFINE_PRODUCTS_OF_TILES(float32, Float32, sizeof(float))
DEFINE_PRODUCTS_OF_TILES(bfloat16, Bfloat16, sizeof(uint16_t))

static void tile_products(const void *transformed, const LubokTiles *tiles, const LubokTileWeights *weights, float *products,
                          const LubokTiles *product_tiles) {
    if (weights->precision == LUBOK_FLOAT32) float32_tile_products(transformed, tiles, weights, products, product_tiles);
    else bfloat16_tile_products(transformed, tiles, weights, products, product_tiles);
}

INLINE void transform_output(const Floats *m, size_t points, Floats *y, size_t step) {
    y[0] = points == 4 ? m[0] + m[1] + m[2] : m[0] + m[1];
    y[step] = points == 4 ? m[1] - m[2] - m[3] : m[1] - m[2];
}

/// Sixteen neighbouring channels of a tile, or fewer, of which `lines` x `columns` pixels are in the picture.
INLINE void tile_output(const float *products, size_t point_stride, size_t count, size_t points, const float *bias, float negative_slope,
                        bool accumulates, float *target, size_t line_stride, size_t pixel_stride, size_t lines, size_t columns) {
    Floats halves[8];
    _Pragma("clang loop unroll(full)") for (size_t x = 0; x < points; x++) {
        Floats column[4];
        _Pragma("clang loop unroll(full)") for (size_t y = 0; y < points; y++)
            column[y] = load_floats(products, (y * points + x) * point_stride, count);
        transform_output(column, points, halves + x, points);
    }
    Floats offset = bias ? load_floats(bias, 0, count) : (Floats){};
    _Pragma("clang loop unroll(full)") for (size_t y = 0; y < 2; y++) {
        Floats line[2];
        transform_output(halves + y * points, points, line, 1);
        _Pragma("clang loop unroll(full)") for (size_t x = 0; x < 2; x++) {
            if (y >= lines || x >= columns) continue;
            size_t place = y * line_stride + x * pixel_stride;
            Floats value = line[x] + offset;
            value = __builtin_elementwise_max(value, value * negative_slope);
            if (accumulates) value += load_floats(target, place, count);
            store_floats(target, place, count, value);
        }
    }
}

INLINE void tile_outputs_as(const float *products, size_t points, bool accumulates, const LubokTiles *tiles,
                            const LubokTileOutput *output) {
    size_t channels = tiles->channels, point_stride = tiles->point_stride;
    size_t line_stride = output->line_stride, pixel_stride = output->pixel_stride;
    for (size_t tile = 0; tile < tiles->tiles; tile++) {
        const float *source = products + tile * tiles->tile_stride;
        float *target = output->pixels + 2 * tile * pixel_stride;
        size_t columns = output->columns - 2 * tile < 2 ? 1 : 2;
        size_t c = 0;
        if (output->lines == 2 && columns == 2)
            for (; c + LANES <= channels; c += LANES)
                tile_output(source + c, point_stride, LANES, points, output->bias ? output->bias + c : NULL, output->negative_slope,
                            accumulates, target + c, line_stride, pixel_stride, 2, 2);
        for (; c < channels; c += LANES)
            tile_output(source + c, point_stride, channels - c < LANES ? channels - c : LANES, points,
                        output->bias ? output->bias + c : NULL, output->negative_slope, accumulates, target + c, line_stride,
                        pixel_stride, output->lines, columns);
    }
}

static void tile_outputs(const float *products, const LubokTiles *tiles, const LubokTileOutput *output) {
    if (tiles->points == 4) {
        if (output->accumulates) tile_outputs_as(products, 4, true, tiles, output);
        else tile_outputs_as(products, 4, false, tiles, output);
    } else {
        if (output->accumulates) tile_outputs_as(products, 3, true, tiles, output);
        else tile_outputs_as(products, 3, false, tiles, output);
    }
}

// MARK: depthwise convolutions

/// Sixteen neighbouring channels, or fewer, of COLUMNS neighbouring output pixels, which share each load of the weights.
#define DEFINE_DEPTHWISE(COLUMNS)                                                                                             \
    INLINE void depthwise_of_##COLUMNS(const float *pixels, const LubokDepthwise *layer, size_t channel, size_t count,        \
                                       float *output) {                                                                       \
        size_t kernel = layer->kernel, channels = layer->channels, step = layer->stride * channels;                           \
        Floats first = layer->bias ? load_floats(layer->bias, channel, count) : (Floats){}, sums[COLUMNS];                    \
        _Pragma("clang loop unroll(full)") for (size_t x = 0; x < COLUMNS; x++) sums[x] = first;                              \
        for (size_t ky = 0; ky < kernel; ky++) {                                                                              \
            for (size_t kx = 0; kx < kernel; kx++) {                                                                          \
                Floats weights = load_floats(layer->weights, (ky * kernel + kx) * channels + channel, count);                 \
                const float *taken = pixels + ky * layer->line_stride + kx * channels + channel;                              \
                _Pragma("clang loop unroll(full)") for (size_t x = 0; x < COLUMNS; x++)                                       \
                    sums[x] = fused(weights, load_floats(taken, x * step, count), sums[x]);                                   \
            }                                                                                                                 \
        }                                                                                                                     \
        _Pragma("clang loop unroll(full)") for (size_t x = 0; x < COLUMNS; x++) {                                             \
            if (layer->function == LUBOK_MAP_SWISH) sums[x] *= sigmoid(sums[x]);                                              \
            store_floats(output, x * channels + channel, count, sums[x]);                                                     \
        }                                                                                                                     \
    }

DEFINE_DEPTHWISE(4)
DEFINE_DEPTHWISE(1)

static void depthwise_line(const float *pixels, const LubokDepthwise *layer, size_t columns, float *output) {
    size_t channels = layer->channels, whole = channels / LANES * LANES, x = 0;
    for (; x + 4 <= columns; x += 4) {
        const float *first = pixels + x * layer->stride * channels;
        for (size_t c = 0; c < whole; c += LANES) depthwise_of_4(first, layer, c, LANES, output + x * channels);
        if (whole < channels) depthwise_of_4(first, layer, whole, channels - whole, output + x * channels);
    }
    for (; x < columns; x++) {
        const float *first = pixels + x * layer->stride * channels;
        for (size_t c = 0; c < whole; c += LANES) depthwise_of_1(first, layer, c, LANES, output + x * channels);
        if (whole < channels) depthwise_of_1(first, layer, whole, channels - whole, output + x * channels);
    }
}

static const LubokPictureKernels picture_kernels = {
    .moments = moments,
    .prepare = prepare,
    .tile_inputs = tile_inputs,
    .tile_products = tile_products,
    .tile_outputs = tile_outputs,
    .depthwise_line = depthwise_line,
};
