// Dot products of AVX-512: thirty-two registers, and a vector of sixteen sums is one. The including file says whether the processor
// has VNNI (HAS_INT8_DOT_PRODUCTS) and BF16 (HAS_BFLOAT16_DOT_PRODUCTS).

#define HAS_RECIPROCAL_ESTIMATE
/// 1 / x to fourteen bits.
INLINE Floats reciprocal_estimate(Floats x) { return (Floats)_mm512_rcp14_ps((__m512)x); }

#ifdef HAS_BFLOAT16_DOT_PRODUCTS
typedef Floats Bfloat16Sums;
typedef __m512bh Bfloat16Weights;
typedef __m512bh Bfloat16Inputs;
INLINE __m512bh bfloat16_weights(const uint8_t *source) { return (__m512bh)load_units(source); }
INLINE __m512bh bfloat16_inputs(const int32_t *unit) { return (__m512bh)all_units(unit); }
INLINE Floats bfloat16_step(Floats sums, __m512bh weights, __m512bh inputs) { return _mm512_dpbf16_ps(sums, weights, inputs); }
INLINE __m256bh bfloat16_conversion(Floats value) { return _mm512_cvtneps_pbh((__m512)value); }
#else
#define WIDENS_BFLOAT16
#endif

typedef Integers Int8Sums;
#define INT8_WEIGHT_OFFSET 128

#ifdef HAS_INT8_DOT_PRODUCTS
typedef __m512i Int8Weights;
typedef __m512i Int8Inputs;
INLINE __m512i int8_weights(const uint8_t *source) { return (__m512i)load_units(source); }
INLINE __m512i int8_inputs(const int32_t *unit) { return (__m512i)all_units(unit); }
INLINE Integers int8_step(Integers sums, __m512i weights, __m512i inputs) {
    return (Integers)_mm512_dpbusd_epi32((__m512i)sums, weights, inputs);
}

typedef Integers Int4Sums;
typedef __m512i Int4Weights;
typedef __m512i Int4Inputs;
INLINE __m512i int4_low(const uint8_t *source) { return (__m512i)(load_units(source) & 0x0f0f0f0f); }
INLINE __m512i int4_high(const uint8_t *source) { return (__m512i)(load_units(source) >> 4 & 0x0f0f0f0f); }
INLINE __m512i int4_inputs(const int32_t *unit) { return int8_inputs(unit); }
INLINE Integers int4_begin(const int32_t *offset) { return (Integers)all_units(offset); }
INLINE Integers int4_step(Integers sums, __m512i weights, __m512i inputs) { return int8_step(sums, weights, inputs); }
INLINE Integers int4_end(Integers sums, const int32_t *offset) {
    (void)offset;
    return sums;
}
#else
// In 16 bits, even and odd bytes apart: products of 8-bit numbers and sums of two of them fit into 32 bits.
typedef struct Int8Pairs {
    __m512i even, odd;
} Int8Weights, Int8Inputs;
INLINE Int8Weights int8_weights(const uint8_t *source) {
    __m512i bytes = (__m512i)load_units(source);
    return (Int8Weights){_mm512_and_si512(bytes, _mm512_set1_epi16(0xff)), _mm512_srli_epi16(bytes, 8)};
}
#define WIDENS_INT8
INLINE Int8Inputs int8_packed(const int32_t *words) { return (Int8Inputs){(__m512i)all_units(words), (__m512i)all_units(words + 1)}; }
INLINE Integers int8_step(Integers sums, Int8Weights weights, Int8Inputs inputs) {
    sums += (Integers)_mm512_madd_epi16(weights.even, inputs.even);
    return sums + (Integers)_mm512_madd_epi16(weights.odd, inputs.odd);
}

// Products of 0 ... 15 with -127 ... 127 fit into 16 bits, and so do the sixteen of a block that meet in a lane: at most 30,480.
typedef __m512i Int4Sums;
typedef __m512i Int4Weights;
typedef __m512i Int4Inputs;
INLINE __m512i int4_low(const uint8_t *source) { return (__m512i)(load_units(source) & 0x0f0f0f0f); }
INLINE __m512i int4_high(const uint8_t *source) { return (__m512i)(load_units(source) >> 4 & 0x0f0f0f0f); }
INLINE __m512i int4_inputs(const int32_t *unit) { return (__m512i)all_units(unit); }
INLINE __m512i int4_begin(const int32_t *offset) {
    (void)offset;
    return _mm512_setzero_si512();
}
INLINE __m512i int4_step(__m512i sums, __m512i weights, __m512i inputs) {
    return _mm512_add_epi16(sums, _mm512_maddubs_epi16(weights, inputs));
}
INLINE Integers int4_end(__m512i sums, const int32_t *offset) {
    return (Integers)_mm512_madd_epi16(sums, _mm512_set1_epi16(1)) + *offset;
}
#endif

#define DEFINE_TILES(NAME, TYPE)                                                                                              \
    DEFINE_TILE(NAME, TYPE, 1, 4)                                                                                             \
    DEFINE_TILE(NAME, TYPE, 1, 1)                                                                                             \
    DEFINE_TILE(NAME, TYPE, 4, 2)                                                                                             \
    DEFINE_TILE(NAME, TYPE, 4, 1)                                                                                             \
    DEFINE_TILE(NAME, TYPE, 8, 2)                                                                                             \
    DEFINE_TILE(NAME, TYPE, 8, 1)                                                                                             \
    DEFINE_TILE(NAME, TYPE, 16, 1)

#define TILE_FORMS(NAME)                                                                                                      \
    {{1, 1, 4, NAME##_1x4, NAME##_1x1},                                                                                       \
     {4, 4, 2, NAME##_4x2, NAME##_4x1},                                                                                       \
     {8, 8, 2, NAME##_8x2, NAME##_8x1},                                                                                       \
     {16, 16, 1, NAME##_16x1, NAME##_16x1},                                                                                   \
     {BLOCK_ROWS, 8, 2, NAME##_8x2, NAME##_8x1}}

#define DEFINE_INT4_TILES                                                                                                     \
    DEFINE_INT4_TILE(1, 2)                                                                                                    \
    DEFINE_INT4_TILE(1, 1)                                                                                                    \
    DEFINE_INT4_TILE(4, 2)                                                                                                    \
    DEFINE_INT4_TILE(4, 1)                                                                                                    \
    DEFINE_INT4_TILE(8, 1)

#define INT4_TILE_FORMS {{1, 1, 2, int4_1x2, int4_1x1}, {4, 4, 2, int4_4x2, int4_4x1}, {BLOCK_ROWS, 8, 1, int4_8x1, int4_8x1}}

/// Panels of a tile for many rows: with eight rows they leave registers for the weights and for what is broadcast.
#define DIRECT_PANELS 3
