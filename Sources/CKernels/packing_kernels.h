// The kernels that bring numbers into the order of weights, in units of four bytes: a float or two bfloat16s. Included by
// vector_kernels.h, once per tier.

/// The first `bytes` of sixteen units, zeros behind.
INLINE Units first_units(const void *source, size_t bytes) {
    if (bytes >= sizeof(Units)) return load_units(source);
    Units value = {};
    memcpy(&value, source, bytes);
    return value;
}

/// Rows become columns: afterwards lane r of vector c is what was lane c of vector r.
INLINE void transpose_units(Units block[LANES]) {
    // Each step interleaves the first half of the vectors with the second; after four, every bit of an index has changed its place.
    EACH(step, 4) {
        Units next[LANES];
        EACH(i, LANES / 2) {
            Units a = block[i], b = block[i + LANES / 2];
            next[2 * i] = __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
            next[2 * i + 1] = __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        }
        EACH(i, LANES) block[i] = next[i];
    }
}

static void rows_as_panels(const void *values, size_t stride, size_t outputs, size_t inner, LubokPrecision precision, void *panels) {
    size_t number = precision == LUBOK_FLOAT32 ? sizeof(float) : sizeof(uint16_t);
    size_t bytes = inner * number, units = (bytes + 3) / 4;
    char *panel = panels;
    for (size_t o = 0; o < outputs; o += LANES, panel += units * sizeof(Units)) {
        for (size_t unit = 0; unit < units; unit += LANES) {
            Units block[LANES];
            for (size_t r = 0; r < LANES; r++) {
                const char *row = (const char *)values + (o + r) * stride * number + 4 * unit;
                block[r] = o + r < outputs ? first_units(row, bytes - 4 * unit) : (Units){};
            }
            transpose_units(block);
            size_t left = units - unit;
            memcpy(panel + unit * sizeof(Units), block, (left < LANES ? left : LANES) * sizeof *block);
        }
    }
}

static void columns_as_panels(const void *values, size_t stride, size_t outputs, size_t inner, LubokPrecision precision, void *panels) {
    size_t number = precision == LUBOK_FLOAT32 ? sizeof(float) : sizeof(uint16_t), together = 4 / number;
    size_t units = (inner + together - 1) / together;
    for (size_t unit = 0; unit < units; unit++) {
        const char *row = (const char *)values + unit * together * stride * number;
        for (size_t o = 0; o < outputs; o += LANES) {
            size_t part = outputs - o < LANES ? outputs - o : LANES;
            Units packed;
            if (together == 1) {
                packed = first_units(row + o * number, part * number);
            } else {
                Bfloat16s first = {}, second = {};
                memcpy(&first, row + o * number, part * number);
                if (unit * together + 1 < inner) memcpy(&second, row + (stride + o) * number, part * number);
                packed = __builtin_convertvector(first, Units) | __builtin_convertvector(second, Units) << 16;
            }
            memcpy((char *)panels + (o / LANES * units + unit) * sizeof packed, &packed, sizeof packed);
        }
    }
}

static const LubokPackingKernels packing_kernels = {.rows = rows_as_panels, .columns = columns_as_panels};
