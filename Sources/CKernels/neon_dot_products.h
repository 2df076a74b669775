// Dot products of NEON as every 64-bit ARM processor has it: thirty-two registers, and a vector of sixteen sums is four of them.

typedef struct Quarters {
    int8x16_t of[4];
} Quarters;

INLINE Quarters quarters_of(Units bytes) {
    Quarters quarters;
    memcpy(&quarters, &bytes, sizeof quarters);
    return quarters;
}

typedef Integers Int8Sums;
#define INT8_WEIGHT_OFFSET 0
typedef Quarters Int8Weights;
typedef int8x16_t Int8Inputs;
INLINE Quarters int8_weights(const uint8_t *source) { return quarters_of(load_units(source) ^ 0x80808080); }
INLINE int8x16_t int8_inputs(const int32_t *unit) { return vreinterpretq_s8_s32(vdupq_n_s32(*unit)); }
/// Products of two signed bytes fit into 16 bits, sums of two products into 32.
INLINE Integers int8_step(Integers sums, Quarters weights, int8x16_t inputs) {
    int32x4_t quarters[4];
    EACH(q, 4) {
        int16x8_t low = vmull_s8(vget_low_s8(weights.of[q]), vget_low_s8(inputs)), high = vmull_high_s8(weights.of[q], inputs);
        quarters[q] = vpaddq_s32(vpaddlq_s16(low), vpaddlq_s16(high));
    }
    Integers products;
    memcpy(&products, quarters, sizeof products);
    return sums + products;
}

typedef Integers Int4Sums;
typedef Quarters Int4Weights;
typedef int8x16_t Int4Inputs;
INLINE Quarters int4_low(const uint8_t *source) { return quarters_of(load_units(source) & 0x0f0f0f0f); }
INLINE Quarters int4_high(const uint8_t *source) { return quarters_of(load_units(source) >> 4 & 0x0f0f0f0f); }
INLINE int8x16_t int4_inputs(const int32_t *unit) { return int8_inputs(unit); }
INLINE Integers int4_begin(const int32_t *offset) { return (Integers)all_units(offset); }
INLINE Integers int4_step(Integers sums, Quarters weights, int8x16_t inputs) { return int8_step(sums, weights, inputs); }
INLINE Integers int4_end(Integers sums, const int32_t *offset) {
    (void)offset;
    return sums;
}

#define DEFINE_TILES(NAME, TYPE)                                                                                              \
    DEFINE_TILE(NAME, TYPE, 1, 2)                                                                                             \
    DEFINE_TILE(NAME, TYPE, 1, 1)                                                                                             \
    DEFINE_TILE(NAME, TYPE, 4, 1)

#define TILE_FORMS(NAME) {{1, 1, 2, NAME##_1x2, NAME##_1x1}, {BLOCK_ROWS, 4, 1, NAME##_4x1, NAME##_4x1}}

#define DEFINE_INT4_TILES                                                                                                     \
    DEFINE_INT4_TILE(1, 1)                                                                                                    \
    DEFINE_INT4_TILE(2, 1)

#define INT4_TILE_FORMS {{1, 1, 1, int4_1x1, int4_1x1}, {BLOCK_ROWS, 2, 1, int4_2x1, int4_2x1}}
