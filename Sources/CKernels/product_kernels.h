// Products of rows with packed panels of weights, in vectors of sixteen outputs. Included by vector_kernels.h, once per tier.
//
// One way for all precisions. A unit is four bytes of a row of the operand: a float, two bfloat16s or four signed bytes; it meets one
// vector of a panel. A block of rows is packed chunk by chunk of its inner dimension as [tile][unit][row of the tile], so that a
// tile reads one stream that stays in the nearest cache. The panels pass by: all tiles of the block meet a group of panels while the next
// group is fetched into the second-level cache, which makes the time the larger of memory's and arithmetic's, not their sum.
// Sums wait between chunks in [panel][row][16]. Each is taken in the order of the inner dimension, whatever the tile.
//
// The tier's file of dot products defines the steps, the tiles that its registers hold, and which of them serves how many rows.

/// Words of the operand packed at a time: units, or the two words that each of them becomes.
#define CHUNK_WORDS 512
/// Rows of a block.
#define BLOCK_ROWS 64
/// Vectors of sums that a block holds: rows times panels.
#define BLOCK_SUMS 1024

typedef uint32_t Units __attribute__((vector_size(64)));
typedef _Float16 HalfScales __attribute__((vector_size(32)));

/// What a tile of rows and panels works on.
typedef struct Tile {
    /// [units][rows of the tile][words of a unit]
    const int32_t *operand;
    /// Four-bit weights: what a sum over a block begins with, [blocks][rows of the tile].
    const int32_t *offsets;
    size_t units;
    const uint8_t *weights;
    /// Bytes from one panel to the next.
    size_t panel_bytes;
    /// Four-bit weights: [blocks][16], and halves from one panel to the next.
    const uint16_t *scales;
    size_t panel_scales;
    /// [panel][row][16], and vectors from one panel to the next.
    Floats *sums;
    size_t panel_sums;
    /// Where in the weights that come next this tile begins to fetch; bytes that it goes on with every four units, and lines that it fetches then.
    const uint8_t *next;
    size_t next_step;
    size_t next_lines;
} Tile;

/// A tile, and the same for a single panel.
typedef struct TileForm {
    /// The most rows that it is chosen for.
    size_t up_to;
    size_t rows;
    size_t panels;
    void (*wide)(const Tile *);
    void (*narrow)(const Tile *);
} TileForm;

/// Keeps the compiler from moving all loads of a tile in front of its arithmetic, where they do not fit into the registers.
#define IN_ORDER __asm__ volatile("" ::: "memory")

#define EACH(INDEX, COUNT) _Pragma("clang loop unroll(full)") for (int INDEX = 0; INDEX < (COUNT); INDEX++)

INLINE Units load_units(const void *source) {
    Units value;
    memcpy(&value, source, sizeof value);
    return value;
}

INLINE Units all_units(const int32_t *unit) { return (Units){} + *(const uint32_t *)unit; }

INLINE Floats all_of_unit(const int32_t *unit) {
    float value;
    memcpy(&value, unit, sizeof value);
    return all(value);
}

INLINE Floats floats_of_halves(const uint16_t *source) {
    HalfScales halves;
    memcpy(&halves, source, sizeof halves);
    return __builtin_convertvector(halves, Floats);
}

INLINE void fetch(const Tile *tile, const uint8_t *next, int panels) {
    EACH(p, panels) {
        const uint8_t *line = next + (size_t)p * tile->panel_bytes;
        __builtin_prefetch(line, 0, 2);
        if (tile->next_lines > 1) __builtin_prefetch(line + 64, 0, 2);
        if (tile->next_lines > 2) {
            __builtin_prefetch(line + 128, 0, 2);
            __builtin_prefetch(line + 192, 0, 2);
        }
    }
}

// MARK: steps

typedef Floats Float32Sums;
typedef Floats Float32Weights;
typedef Floats Float32Inputs;
INLINE Floats float32_weights(const uint8_t *source) { return (Floats)load_units(source); }
INLINE Floats float32_inputs(const int32_t *unit) { return all_of_unit(unit); }
INLINE Floats float32_step(Floats sums, Floats weights, Floats inputs) { return fused(inputs, weights, sums); }

#include DOT_PRODUCTS

// A tier that lacks a product of its own takes a unit's even and odd elements apart. It may do so when rows are packed (WIDENS_BFLOAT16,
// WIDENS_INT8): a tile then loads two words, where it would take a unit apart for every panel. What is read where it lies is taken apart there.
#define float32_packed float32_inputs
#define float32_widen NULL
/// Words of a packed unit.
enum { float32_words = 1 };
#ifdef WIDENS_BFLOAT16
enum { bfloat16_words = 2 };
#else
enum { bfloat16_words = 1 };
#define bfloat16_packed bfloat16_inputs
#define bfloat16_widen NULL
#endif
#ifdef WIDENS_INT8
enum { int8_words = 2 };
#else
enum { int8_words = 1 };
#define int8_packed int8_inputs
#define int8_widen NULL
#endif
/// Takes units apart, or NULL.
typedef void (*Widening)(Units units, Units *even, Units *odd);

#ifdef WIDENS_INT8
/// Even and odd bytes of each unit, with their signs, in 16 bits.
INLINE void int8_widen(Units units, Units *even, Units *odd) {
    typedef int16_t Halves __attribute__((vector_size(64)));
    *even = (Units)((Halves)units << 8 >> 8);
    *odd = (Units)((Halves)units >> 8);
}
#endif

#ifndef HAS_BFLOAT16_DOT_PRODUCTS
typedef Floats Bfloat16Sums;
typedef struct Bfloat16Pairs {
    Floats even, odd;
} Bfloat16Weights, Bfloat16Inputs;
INLINE Bfloat16Weights bfloat16_weights(const uint8_t *source) {
    Units pairs = load_units(source);
    return (Bfloat16Weights){(Floats)(pairs << 16), (Floats)(pairs & 0xffff0000)};
}
INLINE Bfloat16Inputs bfloat16_inputs(const int32_t *unit) {
    Units pairs = all_units(unit);
    return (Bfloat16Inputs){(Floats)(pairs << 16), (Floats)(pairs & 0xffff0000)};
}
#ifdef WIDENS_BFLOAT16
INLINE Bfloat16Inputs bfloat16_packed(const int32_t *words) { return (Bfloat16Inputs){all_of_unit(words), all_of_unit(words + 1)}; }
INLINE void bfloat16_widen(Units units, Units *even, Units *odd) {
    *even = units << 16;
    *odd = units & 0xffff0000;
}
#endif
INLINE Floats bfloat16_step(Floats sums, Bfloat16Weights weights, Bfloat16Inputs inputs) {
    return fused(inputs.odd, weights.odd, fused(inputs.even, weights.even, sums));
}
#endif

// MARK: tiles

#define DEFINE_TILE(NAME, TYPE, ROWS, PANELS)                                                                                 \
    static void NAME##_##ROWS##x##PANELS(const Tile *tile) {                                                                  \
        TYPE##Sums sums[PANELS][ROWS];                                                                                        \
        EACH(p, PANELS) EACH(r, ROWS) memcpy(&sums[p][r], tile->sums + (size_t)p * tile->panel_sums + r, sizeof sums[p][r]);  \
        const uint8_t *weights = tile->weights, *next = tile->next;                                                           \
        const int32_t *operand = tile->operand;                                                                               \
        size_t panel_bytes = tile->panel_bytes, units = tile->units;                                                          \
        for (; units >= 4; units -= 4, next += tile->next_step) {                                                             \
            fetch(tile, next, PANELS);                                                                                        \
            EACH(u, 4) {                                                                                                      \
                TILE_STEP(NAME, TYPE, ROWS, PANELS)                                                                           \
            }                                                                                                                 \
        }                                                                                                                     \
        for (; units > 0; units--) {                                                                                          \
            TILE_STEP(NAME, TYPE, ROWS, PANELS)                                                                               \
        }                                                                                                                     \
        EACH(p, PANELS) EACH(r, ROWS) memcpy(tile->sums + (size_t)p * tile->panel_sums + r, &sums[p][r], sizeof sums[p][r]);  \
    }

#define TILE_STEP(NAME, TYPE, ROWS, PANELS)                                                                                   \
    IN_ORDER;                                                                                                                 \
    TYPE##Weights taken[PANELS];                                                                                              \
    EACH(p, PANELS) taken[p] = NAME##_weights(weights + (size_t)p * panel_bytes);                                             \
    EACH(r, ROWS) {                                                                                                           \
        TYPE##Inputs inputs = NAME##_packed(operand + r * NAME##_words);                                                      \
        EACH(p, PANELS) sums[p][r] = NAME##_step(sums[p][r], taken[p], inputs);                                               \
    }                                                                                                                         \
    weights += 64;                                                                                                            \
    operand += ROWS * NAME##_words;

/// Four-bit weights: the sum over a block of 32 inputs is an integer; blocks add up as floats.
#define DEFINE_INT4_TILE(ROWS, PANELS)                                                                                        \
    static void int4_##ROWS##x##PANELS(const Tile *tile) {                                                                    \
        Floats sums[PANELS][ROWS];                                                                                            \
        EACH(p, PANELS) EACH(r, ROWS) sums[p][r] = tile->sums[(size_t)p * tile->panel_sums + r];                              \
        const uint8_t *weights = tile->weights, *next = tile->next;                                                           \
        const int32_t *operand = tile->operand, *offsets = tile->offsets;                                                     \
        const uint16_t *scales = tile->scales;                                                                                \
        for (size_t block = 0; block < tile->units / 8; block++, next += tile->next_step) {                                   \
            fetch(tile, next, PANELS);                                                                                        \
            Int4Sums block_sums[PANELS][ROWS];                                                                                \
            EACH(r, ROWS) EACH(p, PANELS) block_sums[p][r] = int4_begin(offsets + r);                                         \
            EACH(v, 4) {                                                                                                      \
                IN_ORDER;                                                                                                     \
                Int4Weights low[PANELS], high[PANELS];                                                                        \
                EACH(p, PANELS) {                                                                                             \
                    const uint8_t *source = weights + (size_t)p * tile->panel_bytes + 64 * v;                                 \
                    low[p] = int4_low(source);                                                                                \
                    high[p] = int4_high(source);                                                                              \
                }                                                                                                             \
                EACH(r, ROWS) {                                                                                               \
                    Int4Inputs inputs = int4_inputs(operand + v * ROWS + r);                                                  \
                    EACH(p, PANELS) block_sums[p][r] = int4_step(block_sums[p][r], low[p], inputs);                           \
                }                                                                                                             \
                EACH(r, ROWS) {                                                                                               \
                    Int4Inputs inputs = int4_inputs(operand + (4 + v) * ROWS + r);                                            \
                    EACH(p, PANELS) block_sums[p][r] = int4_step(block_sums[p][r], high[p], inputs);                          \
                }                                                                                                             \
            }                                                                                                                 \
            EACH(p, PANELS) {                                                                                                 \
                Floats scale = floats_of_halves(scales + (size_t)p * tile->panel_scales);                                     \
                EACH(r, ROWS) {                                                                                               \
                    Integers total = int4_end(block_sums[p][r], offsets + r);                                                 \
                    sums[p][r] = fused(__builtin_convertvector(total, Floats), scale, sums[p][r]);                            \
                }                                                                                                             \
            }                                                                                                                 \
            weights += 256;                                                                                                   \
            operand += 8 * ROWS;                                                                                              \
            offsets += ROWS;                                                                                                  \
            scales += LANES;                                                                                                  \
        }                                                                                                                     \
        EACH(p, PANELS) EACH(r, ROWS) tile->sums[(size_t)p * tile->panel_sums + r] = sums[p][r];                              \
    }

DEFINE_TILES(float32, Float32)
DEFINE_TILES(bfloat16, Bfloat16)
DEFINE_TILES(int8, Int8)
DEFINE_INT4_TILES

static const TileForm float32_forms[] = TILE_FORMS(float32);
static const TileForm bfloat16_forms[] = TILE_FORMS(bfloat16);
static const TileForm int8_forms[] = TILE_FORMS(int8);
static const TileForm int4_forms[] = INT4_TILE_FORMS;

// MARK: the operand

/// Sixteen units of each of eight rows, transposed: [unit][row], `stride` units from one to the next.
INLINE void transpose(const char *const *rows, size_t offset, int32_t *target, size_t stride) {
    Units a[8], b[8];
    EACH(r, 8) a[r] = load_units(rows[r] + offset);
    EACH(r, 4) {
        b[r] = __builtin_shufflevector(a[2 * r], a[2 * r + 1], 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29);
        b[r + 4] = __builtin_shufflevector(a[2 * r], a[2 * r + 1], 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31);
    }
    // a[4 h + 2 p + q]: of each four units the one numbered 2 h + q, rows 4 p ... 4 p + 3.
    EACH(h, 2) EACH(p, 2) {
        Units c = b[4 * h + 2 * p], d = b[4 * h + 2 * p + 1];
        a[4 * h + 2 * p] = __builtin_shufflevector(c, d, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
        a[4 * h + 2 * p + 1] = __builtin_shufflevector(c, d, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
    }
    EACH(h, 2) EACH(q, 2) {
        Units lower = a[4 * h + q], upper = a[4 * h + 2 + q];
        Units pairs[2] = {__builtin_shufflevector(lower, upper, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23),
                          __builtin_shufflevector(lower, upper, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31)};
        EACH(k, 4) memcpy(target + (size_t)(4 * k + 2 * h + q) * stride, (const char *)&pairs[k / 2] + k % 2 * 32, 32);
    }
}

/// `count` rows side by side into [unit][`stride`]. Runs of the operand's segments follow one another.
INLINE void pack_rows(const char *const *rows, size_t count, const LubokOperand *operand, size_t element_bytes, size_t first_unit,
                      size_t units, int32_t *target, size_t stride) {
    size_t segment_units = operand->segment_length * element_bytes / 4, segment_bytes = operand->segment_stride * element_bytes;
    for (size_t done = 0; done < units;) {
        size_t unit = first_unit + done, inside = unit % segment_units;
        size_t left = units - done, run = segment_units - inside < left ? segment_units - inside : left;
        size_t offset = unit / segment_units * segment_bytes + inside * 4;
        size_t u = 0;
        if (count == 8)
            for (; u + 16 <= run; u += 16) transpose(rows, offset + 4 * u, target + (done + u) * stride, stride);
        for (; u < run; u++)
            for (size_t r = 0; r < count; r++) memcpy(target + (done + u) * stride + r, rows[r] + offset + 4 * u, sizeof(int32_t));
        done += run;
    }
}

/// The element at which a row of the operand begins.
INLINE size_t place_of_row(const LubokOperand *operand, size_t row) {
    return row / operand->rows_per_line * operand->line_stride + row % operand->rows_per_line * operand->row_stride;
}

/// A chunk of a block of rows: [tile][unit][row of the tile]. Where the last tile has rows to spare they repeat the last row.
static void pack_operand(const LubokOperand *operand, size_t element_bytes, size_t first_row, size_t rows, size_t tile_rows,
                         size_t first_unit, size_t units, int32_t *packed) {
    size_t count = tile_rows < 8 ? tile_rows : 8;
    for (size_t row = 0; row < (rows + tile_rows - 1) / tile_rows * tile_rows; row += count) {
        const char *pointers[8];
        for (size_t r = 0; r < count; r++) {
            size_t index = first_row + (row + r < rows ? row + r : rows - 1);
            pointers[r] = (const char *)operand->values + place_of_row(operand, index) * element_bytes;
        }
        int32_t *target = packed + row / tile_rows * tile_rows * units + row % tile_rows;
        pack_rows(pointers, count, operand, element_bytes, first_unit, units, target, tile_rows);
    }
}

/// -8 times the sums over blocks, which makes 0 ... 15 stand for -8 ... 7: [tile][block][row of the tile].
static void pack_offsets(const LubokOperand *operand, size_t row_blocks, size_t first_row, size_t rows, size_t tile_rows,
                         size_t first_block, size_t blocks, int32_t *offsets) {
    for (size_t row = 0; row < (rows + tile_rows - 1) / tile_rows * tile_rows; row++) {
        const int32_t *sums = operand->block_sums + (first_row + (row < rows ? row : rows - 1)) * row_blocks + first_block;
        int32_t *target = offsets + row / tile_rows * tile_rows * blocks + row % tile_rows;
        for (size_t block = 0; block < blocks; block++) target[block * tile_rows] = -8 * sums[block];
    }
}

/// Two words of each of `count` units, whose even and odd elements they hold.
INLINE void widen_all(Widening apart, const int32_t *units, size_t count, int32_t *words) {
    for (size_t i = 0; i < count; i += LANES) {
        Units taken = {}, even, odd;
        memcpy(&taken, units + i, (count - i < LANES ? count - i : LANES) * sizeof *units);
        apart(taken, &even, &odd);
        Units pairs[2] = {__builtin_shufflevector(even, odd, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23),
                          __builtin_shufflevector(even, odd, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)};
        memcpy(words + 2 * i, pairs, (count - i < LANES ? count - i : LANES) * 2 * sizeof *words);
    }
}

// MARK: results

typedef uint16_t Bfloat16s __attribute__((vector_size(32)));

INLINE Bfloat16s nearest_bfloat16(Floats value) {
    Units bits = (Units)value, rounded = bits + 0x7fff + (bits >> 16 & 1), is_nan = (Units)(value != value);
    return __builtin_convertvector((((bits | 0x400000) & is_nan) | (rounded & ~is_nan)) >> 16, Bfloat16s);
}

/// To the nearest bfloat16, ties to even. Where the processor has an instruction for it, numbers below the normal ones become 0.
INLINE Bfloat16s bfloat16_elements(Floats value) {
#ifdef HAS_BFLOAT16_DOT_PRODUCTS
    return (Bfloat16s)bfloat16_conversion(value);
#else
    return nearest_bfloat16(value);
#endif
}

/// 1 / x to a relative error of 1e-7, for x whose reciprocal is a normal number.
INLINE Floats reciprocal(Floats x) {
#ifdef HAS_RECIPROCAL_ESTIMATE
    // Fourteen bits, which one step of Newton's doubles; a division takes the time of many multiplications.
    Floats estimate = reciprocal_estimate(x);
    return estimate * fused(-x, estimate, all(2.0f));
#else
    return 1.0f / x;
#endif
}

/// x * sigmoid(t) to a relative error of 3e-6, far finer than the bfloat16 that it is rounded to: the power as the nearest power of two
/// times a polynomial of degree 4, both from the bits of its exponent + 1.5 * 2^23.
INLINE Floats roughly_gated(Floats x, Floats t) {
    t = __builtin_elementwise_max(__builtin_elementwise_min(t * -1.44269504088896341f, all(125.0f)), all(-125.0f));
    Floats shifted = t + 12582912.0f;
    Floats f = t - (shifted - 12582912.0f);
    Floats p = fused(all(0.00957010128f), f, all(0.0559178591f));
    p = fused(p, f, all(0.240247443f));
    p = fused(p, f, all(0.693121791f));
    p = fused(p, f, all(0.999999285f));
    return x * reciprocal(1.0f + (Floats)((Integers)p + ((Integers)shifted << 23)));
}

/// An activation but the identity is x times the sigmoid of this.
INLINE Floats gate(Floats x, LubokActivation activation) {
    switch (activation) {
    case LUBOK_GELU_TANH: return 1.5957691216057308f * (x + 0.044715f * x * x * x);
    case LUBOK_QUICK_GELU: return 1.702f * x;
    case LUBOK_SWISH:
    case LUBOK_IDENTITY: return x;
    }
    return x;
}

/// Sums of a block to outputs. `first_output` is that of the first panel, `row_scales` those of the block's rows.
INLINE void finish_block(LubokPrecision precision, const Floats *sums, size_t panel_sums, size_t rows, size_t panels,
                         const float *row_scales, const float *output_scales, const LubokResult *result, size_t first_row,
                         size_t first_output) {
    for (size_t r = 0; r < rows; r++) {
        size_t row = (first_row + r) * result->stride;
        for (size_t p = 0; p < panels; p++) {
            size_t first = first_output + p * LANES;
            size_t real = result->outputs - first < LANES ? result->outputs - first : LANES;
            const float *bias = result->bias ? result->bias + first : NULL;
            Floats offset = !bias ? (Floats){} : real == LANES ? load(bias) : load_part(bias, real, 0);
            Floats value = sums[p * panel_sums + r];
            switch (precision) {
            case LUBOK_FLOAT32:
            case LUBOK_BFLOAT16: value += offset; break;
            case LUBOK_INT8:
                value = fused(__builtin_convertvector((Integers)value, Floats), row_scales[r] * load(output_scales + first), offset);
                break;
            case LUBOK_INT4: value = fused(value, all(row_scales[r]), offset); break;
            }
            if (result->activation != LUBOK_IDENTITY) {
                Floats opening = gate(value, result->activation);
                value = result->rounded ? roughly_gated(value, opening) : value * sigmoid(opening);
            }
            if (result->rounded) {
                Bfloat16s rounded = bfloat16_elements(value);
                if (real == LANES) memcpy(result->rounded + row + first, &rounded, sizeof rounded);
                else memcpy(result->rounded + row + first, &rounded, real * sizeof *result->rounded);
                continue;
            }
            float *output = result->output + row + first;
            if (real == LANES) store(output, result->accumulates ? load(output) + value : value);
            else store_part(output, result->accumulates ? load_part(output, real, 0) + value : value, real);
        }
    }
}

/// What the sums of a row begin with.
INLINE Floats first_sums(LubokPrecision precision, const LubokOperand *operand, size_t row, size_t row_blocks) {
    if (precision != LUBOK_INT8 || INT8_WEIGHT_OFFSET == 0) return (Floats){};
    int32_t sum = 0;
    for (size_t block = 0; block < row_blocks; block++) sum += operand->block_sums[row * row_blocks + block];
    return (Floats)((Integers){} - INT8_WEIGHT_OFFSET * sum);
}

/// A chunk of a block of rows as the tiles read it: [tile][unit][row of the tile][words of a unit].
INLINE void pack_words(Widening apart, const LubokOperand *operand, size_t element_bytes, size_t first_row,
                       size_t rows, size_t tile_rows, size_t first_unit, size_t units, int32_t *packed) {
    if (!apart) {
        pack_operand(operand, element_bytes, first_row, rows, tile_rows, first_unit, units, packed);
        return;
    }
    int32_t narrow[BLOCK_ROWS * CHUNK_WORDS / 2];
    pack_operand(operand, element_bytes, first_row, rows, tile_rows, first_unit, units, narrow);
    widen_all(apart, narrow, (rows + tile_rows - 1) / tile_rows * tile_rows * units, packed);
}

/// `apart` takes units apart where a unit is two words of the packed rows, and is NULL where it is one.
INLINE void multiply(LubokPrecision precision, const TileForm *forms, size_t element_bytes, Widening apart,
                     const LubokOperand *operand, size_t first_row, size_t rows, const LubokPanels *panels, const LubokResult *result) {
    int32_t packed[BLOCK_ROWS * CHUNK_WORDS] __attribute__((aligned(64)));
    int32_t offsets[BLOCK_ROWS * CHUNK_WORDS / 8];
    const size_t words = apart ? 2 : 1, chunk_units = CHUNK_WORDS / words;
    Floats sums[BLOCK_SUMS];
    size_t inner = operand->segments * operand->segment_length, units = inner * element_bytes / 4;
    size_t row_blocks = (inner + LUBOK_INT4_BLOCK - 1) / LUBOK_INT4_BLOCK;
    bool is_int4 = precision == LUBOK_INT4;
    size_t unit_bytes = is_int4 ? 32 : 64, panel_bytes = units * unit_bytes;
    const uint8_t *weights = panels->values;
    for (size_t row = 0; row < rows; row += BLOCK_ROWS) {
        size_t block_rows = rows - row < BLOCK_ROWS ? rows - row : BLOCK_ROWS;
        const TileForm *form = forms;
        while (form->up_to < block_rows) form++;
        size_t tiles = (block_rows + form->rows - 1) / form->rows, tile_rows = form->rows, panel_sums = tiles * tile_rows;
        size_t most_panels = BLOCK_SUMS / panel_sums / form->panels * form->panels;
        for (size_t panel = 0; panel < panels->count; panel += most_panels) {
            size_t count = panels->count - panel < most_panels ? panels->count - panel : most_panels;
            for (size_t r = 0; r < panel_sums; r++) {
                Floats first = first_sums(precision, operand, first_row + row + (r < block_rows ? r : block_rows - 1), row_blocks);
                for (size_t p = 0; p < count; p++) sums[p * panel_sums + r] = first;
            }
            for (size_t unit = 0; unit < units; unit += chunk_units) {
                size_t chunk = units - unit < chunk_units ? units - unit : chunk_units;
                if (panel == 0 || units > chunk_units) {
                    pack_words(apart, operand, element_bytes, first_row + row, block_rows, tile_rows, unit, chunk, packed);
                    if (is_int4)
                        pack_offsets(operand, row_blocks, first_row + row, block_rows, tile_rows, unit / 8, chunk / 8, offsets);
                }
                size_t width;
                for (size_t p = 0; p < count; p += width) {
                    width = count - p >= form->panels ? form->panels : 1;
                    const uint8_t *current = weights + (panel + p) * panel_bytes + unit * unit_bytes;
                    // The same chunk of the next panels, or the next chunk of the first ones, or what follows.
                    const uint8_t *next = p + width < count            ? current + width * panel_bytes
                                          : unit + chunk_units < units ? weights + panel * panel_bytes + (unit + chunk) * unit_bytes
                                          : panel + count < panels->count ? weights + (panel + count) * panel_bytes
                                                                          : current;
                    Tile tile = {
                        .units = chunk,
                        .weights = current,
                        .panel_bytes = panel_bytes,
                        .panel_sums = panel_sums,
                        .next_step = 256 / tiles,
                        .next_lines = (4 + tiles - 1) / tiles,
                    };
                    if (is_int4) {
                        tile.panel_scales = units / 8 * LANES;
                        tile.scales = (const uint16_t *)panels->scales + (panel + p) * tile.panel_scales + unit / 8 * LANES;
                    }
                    for (size_t t = 0; t < tiles; t++) {
                        tile.operand = packed + t * tile_rows * chunk * words;
                        tile.offsets = offsets + t * tile_rows * (chunk / 8);
                        tile.sums = sums + p * panel_sums + t * tile_rows;
                        tile.next = next + t * (chunk * unit_bytes / 256) * tile.next_step;
                        (width == form->panels ? form->wide : form->narrow)(&tile);
                    }
                }
            }
            finish_block(precision, sums, panel_sums, block_rows, count, operand->scales ? operand->scales + first_row + row : NULL,
                         precision == LUBOK_INT8 ? panels->scales : NULL, result, row, panel * LANES);
        }
    }
}

// MARK: many rows

#ifdef DIRECT_PANELS
// Where a tile has arithmetic enough for each load, it reads its rows where they lie and its sums never leave the registers. What is
// fetched ahead matters less, since all rows meet the same panels before the next ones come. Sums are taken in the same order.

/// From this many rows on.
#define DIRECT_FROM 33
#define DIRECT_ROWS 8

/// `sums` are [panel][DIRECT_ROWS], before and after.
#define DEFINE_DIRECT_TILE(NAME, TYPE, PANELS)                                                                                \
    static void NAME##_direct_##PANELS(const char *const *first, const LubokOperand *operand, size_t element_bytes,           \
                                       const uint8_t *weights, size_t panel_bytes, Floats *before) {                          \
        const char *rows[DIRECT_ROWS];                                                                                        \
        TYPE##Sums sums[PANELS][DIRECT_ROWS];                                                                                 \
        EACH(r, DIRECT_ROWS) rows[r] = first[r];                                                                              \
        memcpy(sums, before, sizeof sums);                                                                                    \
        size_t bytes = operand->segment_length * element_bytes;                                                               \
        for (size_t segment = 0; segment < operand->segments; segment++) {                                                    \
            for (size_t i = 0; i < bytes; i += 4, weights += 64) {                                                            \
                TYPE##Weights taken[PANELS];                                                                                  \
                EACH(p, PANELS) taken[p] = NAME##_weights(weights + (size_t)p * panel_bytes);                                 \
                EACH(r, DIRECT_ROWS) {                                                                                        \
                    TYPE##Inputs inputs = NAME##_inputs((const int32_t *)(rows[r] + i));                                      \
                    EACH(p, PANELS) sums[p][r] = NAME##_step(sums[p][r], taken[p], inputs);                                   \
                }                                                                                                             \
            }                                                                                                                 \
            EACH(r, DIRECT_ROWS) rows[r] += operand->segment_stride * element_bytes;                                          \
        }                                                                                                                     \
        memcpy(before, sums, sizeof sums);                                                                                    \
    }

typedef void (*DirectTile)(const char *const *, const LubokOperand *, size_t, const uint8_t *, size_t, Floats *);

INLINE void multiply_directly(LubokPrecision precision, DirectTile wide, DirectTile narrow, size_t element_bytes,
                              const LubokOperand *operand, size_t first_row, size_t rows, const LubokPanels *panels,
                              const LubokResult *result) {
    size_t inner = operand->segments * operand->segment_length, panel_bytes = inner * element_bytes * LANES;
    size_t row_blocks = (inner + LUBOK_INT4_BLOCK - 1) / LUBOK_INT4_BLOCK, width;
    for (size_t panel = 0; panel < panels->count; panel += width) {
        width = panels->count - panel >= DIRECT_PANELS ? DIRECT_PANELS : 1;
        for (size_t row = 0; row < rows; row += DIRECT_ROWS) {
            const char *pointers[DIRECT_ROWS];
            Floats sums[DIRECT_PANELS * DIRECT_ROWS];
            for (size_t r = 0; r < DIRECT_ROWS; r++) {
                // Where the last tile has rows to spare they repeat the last row.
                size_t index = first_row + (row + r < rows ? row + r : rows - 1);
                pointers[r] = (const char *)operand->values + place_of_row(operand, index) * element_bytes;
                for (size_t p = 0; p < width; p++) sums[p * DIRECT_ROWS + r] = first_sums(precision, operand, index, row_blocks);
            }
            (width == DIRECT_PANELS ? wide : narrow)(pointers, operand, element_bytes,
                                                     (const uint8_t *)panels->values + panel * panel_bytes, panel_bytes, sums);
            finish_block(precision, sums, DIRECT_ROWS, rows - row < DIRECT_ROWS ? rows - row : DIRECT_ROWS, width,
                         operand->scales ? operand->scales + first_row + row : NULL, panels->scales, result, row, panel * LANES);
        }
    }
}

#define DEFINE_DIRECT_TILES(NAME, TYPE)                                                                                       \
    DEFINE_DIRECT_TILE(NAME, TYPE, 3)                                                                                         \
    DEFINE_DIRECT_TILE(NAME, TYPE, 1)

DEFINE_DIRECT_TILES(float32, Float32)
#ifdef WIDENS_BFLOAT16
#define bfloat16_direct_3 NULL
#define bfloat16_direct_1 NULL
#else
DEFINE_DIRECT_TILES(bfloat16, Bfloat16)
#endif
#ifdef WIDENS_INT8
#define int8_direct_3 NULL
#define int8_direct_1 NULL
#else
DEFINE_DIRECT_TILES(int8, Int8)
#endif
#endif

#define DEFINE_PRODUCT(NAME, PRECISION, ELEMENT_BYTES)                                                                        \
    static void product_##NAME(const LubokOperand *operand, size_t first_row, size_t rows, const LubokPanels *panels,         \
                               const LubokResult *result) {                                                                   \
        DIRECTLY(PRECISION, NAME, ELEMENT_BYTES)                                                                              \
        multiply(PRECISION, NAME##_forms, ELEMENT_BYTES, NAME##_widen, operand, first_row, rows, panels, result);             \
    }

#ifdef DIRECT_PANELS
#define DIRECTLY(PRECISION, NAME, ELEMENT_BYTES)                                                                              \
    if (rows >= DIRECT_FROM && NAME##_words == 1) {                                                                           \
        multiply_directly(PRECISION, NAME##_direct_3, NAME##_direct_1, ELEMENT_BYTES, operand, first_row, rows, panels, result); \
        return;                                                                                                               \
    }
#else
#define DIRECTLY(PRECISION, NAME, ELEMENT_BYTES)
#endif

DEFINE_PRODUCT(float32, LUBOK_FLOAT32, 4)
DEFINE_PRODUCT(bfloat16, LUBOK_BFLOAT16, 2)
DEFINE_PRODUCT(int8, LUBOK_INT8, 1)

static void product_int4(const LubokOperand *operand, size_t first_row, size_t rows, const LubokPanels *panels,
                         const LubokResult *result) {
    multiply(LUBOK_INT4, int4_forms, 1, NULL, operand, first_row, rows, panels, result);
}

// MARK: conversions

static void to_bfloat16(const float *values, size_t count, uint16_t *output) {
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        Bfloat16s converted = nearest_bfloat16(load(values + i));
        memcpy(output + i, &converted, sizeof converted);
    }
    if (i < count) {
        Bfloat16s converted = nearest_bfloat16(load_part(values + i, count - i, 0));
        memcpy(output + i, &converted, (count - i) * sizeof *output);
    }
}

typedef int8_t Numbers __attribute__((vector_size(16)));

/// Sixteen values to numbers, which are added to `sums`.
INLINE Numbers nearest_numbers(Floats values, Floats inverse, Integers *sums) {
    Integers rounded = __builtin_convertvector(__builtin_elementwise_roundeven(values * inverse), Integers);
    *sums += rounded;
    return __builtin_convertvector(rounded, Numbers);
}

static void to_int8(const float *values, size_t count, size_t padded, int8_t *numbers, float *scale, int32_t *block_sums) {
    Floats largest[2] = {{}, {}}, poison[2] = {{}, {}};
    size_t i = 0;
    for (; i + 2 * LANES <= count; i += 2 * LANES) {
        EACH(k, 2) {
            Floats x = load(values + i + (size_t)k * LANES);
            largest[k] = __builtin_elementwise_max(largest[k], __builtin_elementwise_abs(x));
            // 0 times anything finite adds nothing; an infinity or a NaN makes a NaN that stays.
            poison[k] = fused(x, (Floats){}, poison[k]);
        }
    }
    for (; i < count; i += LANES) {
        Floats x = count - i >= LANES ? load(values + i) : load_part(values + i, count - i, 0);
        largest[0] = __builtin_elementwise_max(largest[0], __builtin_elementwise_abs(x));
        poison[0] = fused(x, (Floats){}, poison[0]);
    }
    float magnitude = __builtin_reduce_max(__builtin_elementwise_max(largest[0], largest[1]));
    float total_poison = sum_of_lanes(poison[0] + poison[1]);
    if (total_poison != total_poison || magnitude < LUBOK_SMALLEST_MAGNITUDE) {
        *scale = total_poison != total_poison ? __builtin_nanf("") : 0;
        memset(numbers, 0, padded);
        memset(block_sums, 0, (padded + LUBOK_INT4_BLOCK - 1) / LUBOK_INT4_BLOCK * sizeof *block_sums);
        return;
    }
    *scale = magnitude / 127;
    Floats inverse = all(127 / magnitude);
    size_t block = 0;
    for (; block + LUBOK_INT4_BLOCK <= count; block += LUBOK_INT4_BLOCK) {
        Integers sums = {};
        Numbers first = nearest_numbers(load(values + block), inverse, &sums);
        Numbers second = nearest_numbers(load(values + block + LANES), inverse, &sums);
        memcpy(numbers + block, &first, sizeof first);
        memcpy(numbers + block + LANES, &second, sizeof second);
        block_sums[block / LUBOK_INT4_BLOCK] = __builtin_reduce_add(sums);
    }
    for (; block < padded; block += LUBOK_INT4_BLOCK) {
        Integers sums = {};
        for (i = block; i < padded && i < block + LUBOK_INT4_BLOCK; i += LANES) {
            size_t given = i >= count ? 0 : count - i < LANES ? count - i : LANES, part = padded - i < LANES ? padded - i : LANES;
            Numbers bytes = nearest_numbers(load_part(values + i - (given ? 0 : i), given, 0), inverse, &sums);
            memcpy(numbers + i, &bytes, part);
        }
        block_sums[block / LUBOK_INT4_BLOCK] = __builtin_reduce_add(sums);
    }
}
