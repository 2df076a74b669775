// Dot products of AVX2: sixteen registers, and a vector of sixteen sums is two of them.

typedef struct BytePair {
    __m256i low, high;
} BytePair;

INLINE BytePair halves_of(Integers value) {
    BytePair pair;
    memcpy(&pair, &value, sizeof pair);
    return pair;
}

INLINE Integers joined(__m256i low, __m256i high) {
    BytePair pair = {low, high};
    Integers value;
    memcpy(&value, &pair, sizeof value);
    return value;
}

// In 16 bits, even and odd bytes apart: products of 8-bit numbers and sums of two of them fit into 32 bits.
typedef BytePair Int8Sums;
#define INT8_WEIGHT_OFFSET 128
typedef struct Int8Weights {
    BytePair even, odd;
} Int8Weights;
typedef struct Int8Inputs {
    __m256i even, odd;
} Int8Inputs;
INLINE Int8Weights int8_weights(const uint8_t *source) {
    Units bytes = load_units(source);
    BytePair pair = halves_of((Integers)bytes);
    return (Int8Weights){halves_of((Integers)(bytes & 0x00ff00ff)), {_mm256_srli_epi16(pair.low, 8), _mm256_srli_epi16(pair.high, 8)}};
}
#define WIDENS_BFLOAT16
#define WIDENS_INT8
INLINE Int8Inputs int8_packed(const int32_t *words) { return (Int8Inputs){_mm256_set1_epi32(words[0]), _mm256_set1_epi32(words[1])}; }
/// The statement without instructions keeps the compiler from adding up products of several steps first, for which there are no registers.
INLINE __m256i int8_sum(__m256i sum, __m256i product) {
    sum = _mm256_add_epi32(sum, product);
    __asm__("" : "+x"(sum));
    return sum;
}
INLINE BytePair int8_step(BytePair sums, Int8Weights weights, Int8Inputs inputs) {
    __m256i low = int8_sum(sums.low, _mm256_madd_epi16(weights.even.low, inputs.even));
    __m256i high = int8_sum(sums.high, _mm256_madd_epi16(weights.even.high, inputs.even));
    return (BytePair){int8_sum(low, _mm256_madd_epi16(weights.odd.low, inputs.odd)),
                      int8_sum(high, _mm256_madd_epi16(weights.odd.high, inputs.odd))};
}

// Products of 0 ... 15 with -127 ... 127 fit into 16 bits, and so do the sixteen of a block that meet in a lane: at most 30,480.
typedef BytePair Int4Sums;
typedef BytePair Int4Weights;
typedef __m256i Int4Inputs;
INLINE BytePair int4_low(const uint8_t *source) { return halves_of((Integers)(load_units(source) & 0x0f0f0f0f)); }
INLINE BytePair int4_high(const uint8_t *source) { return halves_of((Integers)(load_units(source) >> 4 & 0x0f0f0f0f)); }
INLINE __m256i int4_inputs(const int32_t *unit) { return _mm256_set1_epi32(*unit); }
INLINE BytePair int4_begin(const int32_t *offset) {
    (void)offset;
    return (BytePair){_mm256_setzero_si256(), _mm256_setzero_si256()};
}
INLINE BytePair int4_step(BytePair sums, BytePair weights, __m256i inputs) {
    return (BytePair){_mm256_add_epi16(sums.low, _mm256_maddubs_epi16(weights.low, inputs)),
                      _mm256_add_epi16(sums.high, _mm256_maddubs_epi16(weights.high, inputs))};
}
INLINE Integers int4_end(BytePair sums, const int32_t *offset) {
    __m256i ones = _mm256_set1_epi16(1);
    return joined(_mm256_madd_epi16(sums.low, ones), _mm256_madd_epi16(sums.high, ones)) + *offset;
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
