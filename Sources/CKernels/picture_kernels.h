// The kernels of pictures, in vectors of sixteen channels. Included by vector_kernels.h, once per tier.

typedef uint16_t Halves __attribute__((vector_size(32)));
typedef uint32_t Words __attribute__((vector_size(64)));
typedef double Doubles __attribute__((vector_size(64)));
typedef float HalfFloats __attribute__((vector_size(32)));

/// Sixteen elements, or the first `count` of them with zeros behind.
INLINE Floats load_elements(const void *elements, size_t index, size_t count, LubokPrecision precision) {
    if (precision == LUBOK_FLOAT32) {
        const float *source = (const float *)elements + index;
        return count == LANES ? load(source) : load_part(source, count, 0);
    }
    Halves halves = {};
    if (count == LANES) memcpy(&halves, (const uint16_t *)elements + index, sizeof halves);
    else memcpy(&halves, (const uint16_t *)elements + index, count * sizeof(uint16_t));
    return (Floats)(__builtin_convertvector(halves, Words) << 16);
}

INLINE void store_elements(void *elements, size_t index, size_t count, LubokPrecision precision, Floats value) {
    if (precision == LUBOK_FLOAT32) {
        float *target = (float *)elements + index;
        if (count == LANES) store(target, value);
        else store_part(target, value, count);
        return;
    }
    Halves halves = nearest_bfloat16(value);
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

static void moments(const float *values, size_t pixels, size_t channels, double *sums, double *squares) {
    size_t c = 0;
    for (; c + 64 <= channels; c += 64) moments_of_64(values + c, pixels, channels, sums + c, squares + c);
    for (; c + 8 <= channels; c += 8) moments_of_8(values + c, pixels, channels, sums + c, squares + c);
    for (; c < channels; c++) {
        for (size_t p = 0; p < pixels; p++) {
            double x = values[p * channels + c];
            sums[c] += x;
            squares[c] += x * x;
        }
    }
}

// MARK: preparation

/// Swish to a relative error of 3e-6, far finer than the bfloat16 that it is rounded to: 2^t as the nearest power of two times a
/// polynomial of degree 4, both from the bits of t + 1.5 * 2^23.
INLINE Floats rough_swish(Floats x) {
    Floats t = __builtin_elementwise_max(__builtin_elementwise_min(x * -1.44269504088896341f, all(126.0f)), all(-126.0f));
    Floats shifted = t + 12582912.0f;
    Floats f = t - (shifted - 12582912.0f);
    Floats p = fused(all(0.00957010128f), f, all(0.0559178591f));
    p = fused(p, f, all(0.240247443f));
    p = fused(p, f, all(0.693121791f));
    p = fused(p, f, all(0.999999285f));
    return x / (1.0f + (Floats)((Integers)p + ((Integers)shifted << 23)));
}

/// Sixteen neighbouring channels, or fewer, of one pixel; `written` elements come of them.
INLINE void prepare_channels(const float *values, size_t count, size_t channel, const LubokChannelMap *map, LubokPrecision precision,
                             void *output, size_t index, size_t written) {
    Floats x = load_elements(values, channel, count, LUBOK_FLOAT32);
    if (map->gains) {
        Floats gains = load_elements(map->gains, channel, count, LUBOK_FLOAT32);
        x = fused(x, gains, load_elements(map->offsets, channel, count, LUBOK_FLOAT32));
    }
    if (map->swish) x = precision == LUBOK_FLOAT32 ? x * sigmoid(x) : rough_swish(x);
    store_elements(output, index + channel, written, precision, x);
}

INLINE void prepare_as(const float *values, size_t pixels, size_t channels, const LubokChannelMap *map, LubokPrecision precision,
                       size_t padded, void *output) {
    size_t whole = channels / LANES * LANES;
    for (size_t p = 0; p < pixels; p++) {
        const float *pixel = values + p * channels;
        for (size_t c = 0; c < whole; c += LANES) prepare_channels(pixel, LANES, c, map, precision, output, p * padded, LANES);
        if (whole < padded) prepare_channels(pixel, channels - whole, whole, map, precision, output, p * padded, padded - whole);
    }
}

static void prepare(const float *values, size_t pixels, size_t channels, const LubokChannelMap *map, LubokPrecision precision,
                    size_t padded, void *output) {
    if (precision == LUBOK_FLOAT32) prepare_as(values, pixels, channels, map, LUBOK_FLOAT32, padded, output);
    else prepare_as(values, pixels, channels, map, LUBOK_BFLOAT16, padded, output);
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
INLINE void tile_input(const void *elements, size_t pixels, size_t line_stride, size_t pixel_stride, size_t count,
                       LubokPrecision precision, size_t points, void *output, size_t products, size_t point_stride) {
    Floats columns[16];
    _Pragma("clang loop unroll(full)") for (size_t x = 0; x < points; x++) {
        Floats column[4];
        _Pragma("clang loop unroll(full)") for (size_t y = 0; y < points; y++)
            column[y] = load_elements(elements, pixels + y * line_stride + x * pixel_stride, count, precision);
        transform_input(column, points, columns + x, points);
    }
    _Pragma("clang loop unroll(full)") for (size_t y = 0; y < points; y++) {
        Floats line[4];
        transform_input(columns + y * points, points, line, 1);
        _Pragma("clang loop unroll(full)") for (size_t x = 0; x < points; x++)
            store_elements(output, products + (y * points + x) * point_stride, count, precision, line[x]);
    }
}

INLINE void tile_inputs_as(const void *corner, size_t line_stride, size_t channels, LubokPrecision precision, size_t points,
                           const LubokTileRow *row, void *output) {
    size_t whole = channels / LANES * LANES, point_stride = row->point_stride;
    for (size_t tile = 0; tile < row->tiles; tile++) {
        size_t pixels = tile * (points - 2) * channels, products = tile * row->tile_stride;
        for (size_t c = 0; c < whole; c += LANES)
            tile_input(corner, pixels + c, line_stride, channels, LANES, precision, points, output, products + c, point_stride);
        if (whole < channels)
            tile_input(corner, pixels + whole, line_stride, channels, channels - whole, precision, points, output, products + whole,
                       point_stride);
    }
}

static void tile_inputs(const void *corner, size_t line_stride, size_t channels, LubokPrecision precision, const LubokTileRow *row,
                        void *output) {
    if (precision == LUBOK_FLOAT32) {
        if (row->points == 4) tile_inputs_as(corner, line_stride, channels, LUBOK_FLOAT32, 4, row, output);
        else tile_inputs_as(corner, line_stride, channels, LUBOK_FLOAT32, 3, row, output);
    } else {
        if (row->points == 4) tile_inputs_as(corner, line_stride, channels, LUBOK_BFLOAT16, 4, row, output);
        else tile_inputs_as(corner, line_stride, channels, LUBOK_BFLOAT16, 3, row, output);
    }
}

INLINE void transform_output(const Floats *m, size_t points, Floats *y, size_t step) {
    y[0] = points == 4 ? m[0] + m[1] + m[2] : m[0] + m[1];
    y[step] = points == 4 ? m[1] - m[2] - m[3] : m[1] - m[2];
}

/// Sixteen neighbouring channels of a tile, or fewer, of which `lines` x `columns` pixels are in the picture.
INLINE void tile_output(const float *products, size_t point_stride, size_t count, size_t points, const float *bias, bool accumulates,
                        float *target, size_t line_stride, size_t pixel_stride, size_t lines, size_t columns) {
    Floats halves[8];
    _Pragma("clang loop unroll(full)") for (size_t x = 0; x < points; x++) {
        Floats column[4];
        _Pragma("clang loop unroll(full)") for (size_t y = 0; y < points; y++)
            column[y] = load_elements(products, (y * points + x) * point_stride, count, LUBOK_FLOAT32);
        transform_output(column, points, halves + x, points);
    }
    Floats offset = bias ? load_elements(bias, 0, count, LUBOK_FLOAT32) : (Floats){};
    _Pragma("clang loop unroll(full)") for (size_t y = 0; y < 2; y++) {
        Floats line[2];
        transform_output(halves + y * points, points, line, 1);
        _Pragma("clang loop unroll(full)") for (size_t x = 0; x < 2; x++) {
            if (y >= lines || x >= columns) continue;
            size_t place = y * line_stride + x * pixel_stride;
            Floats value = line[x] + offset;
            if (accumulates) value += load_elements(target, place, count, LUBOK_FLOAT32);
            store_elements(target, place, count, LUBOK_FLOAT32, value);
        }
    }
}

INLINE void tile_outputs_as(const float *products, size_t points, bool accumulates, const LubokTileRow *row,
                            const LubokTileOutput *output) {
    size_t channels = output->channels, point_stride = row->point_stride;
    size_t line_stride = output->line_stride, pixel_stride = output->pixel_stride;
    for (size_t tile = 0; tile < row->tiles; tile++) {
        const float *source = products + tile * row->tile_stride;
        float *target = output->pixels + 2 * tile * pixel_stride;
        size_t columns = output->columns - 2 * tile < 2 ? 1 : 2;
        size_t c = 0;
        if (output->lines == 2 && columns == 2)
            for (; c + LANES <= channels; c += LANES)
                tile_output(source + c, point_stride, LANES, points, output->bias ? output->bias + c : NULL, accumulates, target + c,
                            line_stride, pixel_stride, 2, 2);
        for (; c < channels; c += LANES)
            tile_output(source + c, point_stride, channels - c < LANES ? channels - c : LANES, points,
                        output->bias ? output->bias + c : NULL, accumulates, target + c, line_stride, pixel_stride, output->lines,
                        columns);
    }
}

static void tile_outputs(const float *products, const LubokTileRow *row, const LubokTileOutput *output) {
    if (row->points == 4) {
        if (output->accumulates) tile_outputs_as(products, 4, true, row, output);
        else tile_outputs_as(products, 4, false, row, output);
    } else {
        if (output->accumulates) tile_outputs_as(products, 3, true, row, output);
        else tile_outputs_as(products, 3, false, row, output);
    }
}

static const LubokPictureKernels picture_kernels = {
    .moments = moments,
    .prepare = prepare,
    .tile_inputs = tile_inputs,
    .tile_outputs = tile_outputs,
};
