// The loops of machine.h. Each keeps more sums in flight than its instruction's latency times its throughput on any processor known.
#include "machine.h"

#if defined(__linux__)
#include <malloc.h>
#endif

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#if defined(__linux__)
#include <sys/auxv.h>
#endif
#endif

#define UNROLLED _Pragma("clang loop unroll(full)")

/// A loop over COUNT independent sums of the type VECTOR. START(i) is what sum i begins with, so that no two are the same;
/// STEP(sum) is the new value of a sum; LANE(sum) one number of it. All factors are `factor`.
#define DEFINE_LOOP(NAME, TARGET, VECTOR, COUNT, FACTOR, FACTORS, START, STEP, LANE)                                          \
    TARGET static float NAME(size_t rounds) {                                                                                 \
        FACTOR factor = FACTORS;                                                                                              \
        VECTOR sums[COUNT];                                                                                                   \
        UNROLLED for (int i = 0; i < COUNT; i++) sums[i] = START(i);                                                          \
        for (size_t round = 0; round < rounds; round++) {                                                                     \
            UNROLLED for (int i = 0; i < COUNT; i++) {                                                                        \
                /* Nothing that was computed of the factor holds any longer. */                                               \
                __asm__("" : OPAQUE_REGISTER(factor));                                                                        \
                sums[i] = STEP(sums[i]);                                                                                      \
            }                                                                                                                 \
        }                                                                                                                     \
        float total = 0;                                                                                                      \
        UNROLLED for (int i = 0; i < COUNT; i++) total += (float)LANE(sums[i]);                                               \
        return total;                                                                                                         \
    }

// Several runs through memory at once, for the prefetcher of one core does not fill the memory's pipes along one; and a word to it ahead
// of time.
#define READ_STREAMS 4
#define PREFETCH_BYTES 2048
typedef uint64_t Line __attribute__((vector_size(64)));

#define DEFINE_READ(NAME, TARGET)                                                                                             \
    TARGET static uint64_t NAME(const char *memory, size_t bytes) {                                                           \
        size_t run = bytes / READ_STREAMS;                                                                                    \
        Line sums[2 * READ_STREAMS];                                                                                          \
        UNROLLED for (int i = 0; i < 2 * READ_STREAMS; i++) sums[i] = (Line){};                                               \
        for (size_t offset = 0; offset < run; offset += 2 * sizeof(Line)) {                                                   \
            UNROLLED for (int i = 0; i < 2 * READ_STREAMS; i++) {                                                             \
                const char *place = memory + (size_t)(i / 2) * run + offset + (size_t)(i % 2) * sizeof(Line);                 \
                __builtin_prefetch(place + PREFETCH_BYTES);                                                                   \
                sums[i] ^= *(const Line *)place;                                                                              \
            }                                                                                                                 \
        }                                                                                                                     \
        uint64_t total = 0;                                                                                                   \
        for (int i = 0; i < 2 * READ_STREAMS; i++)                                                                            \
            for (int lane = 0; lane < 8; lane++) total += sums[i][lane];                                                      \
        return total;                                                                                                         \
    }

#define SCALAR_START(i) ((float)i)
#define SCALAR_STEP(sum) (sum * factor + factor)
#define SCALAR_LANE(sum) sum

#if defined(__x86_64__)

#define OPAQUE_REGISTER(value) "+x"(value)

DEFINE_LOOP(scalar_float32, , float, 8, float, 0.5f, SCALAR_START, SCALAR_STEP, SCALAR_LANE)
static const LubokUnitLoop scalar_float32_loop = {"mulss", 8 * 2, scalar_float32};

#define AVX2 __attribute__((target("avx2,fma")))
#define AVX2_START(i) _mm256_set1_ps((float)i)
#define AVX2_STEP(sum) _mm256_fmadd_ps(factor, factor, sum)
#define AVX2_LANE(sum) _mm256_cvtss_f32(sum)
DEFINE_LOOP(avx2_float32, AVX2, __m256, 12, __m256, _mm256_set1_ps(0.5f), AVX2_START, AVX2_STEP, AVX2_LANE)
static const LubokUnitLoop avx2_float32_loop = {"avx2 vfmadd231ps", 12 * 8 * 2, avx2_float32};

#define AVX512 __attribute__((target("avx512f")))
#define AVX512_START(i) _mm512_set1_ps((float)i)
#define AVX512_STEP(sum) _mm512_fmadd_ps(factor, factor, sum)
#define AVX512_LANE(sum) _mm512_cvtss_f32(sum)
DEFINE_LOOP(avx512_float32, AVX512, __m512, 14, __m512, _mm512_set1_ps(0.5f), AVX512_START, AVX512_STEP, AVX512_LANE)
static const LubokUnitLoop avx512_float32_loop = {"avx512f vfmadd231ps", 14 * 16 * 2, avx512_float32};

#define AVX512_BF16 __attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16")))
#define BFLOAT16_STEP(sum) _mm512_dpbf16_ps(sum, (__m512bh)factor, (__m512bh)factor)
DEFINE_LOOP(avx512_bfloat16, AVX512_BF16, __m512, 14, __m512i, _mm512_set1_epi16(0x3F00), AVX512_START, BFLOAT16_STEP, AVX512_LANE)
static const LubokUnitLoop avx512_bfloat16_loop = {"avx512bf16 vdpbf16ps", 14 * 32 * 2, avx512_bfloat16};

#define AVX512_VNNI __attribute__((target("avx512f,avx512bw,avx512vnni")))
#define AVX512_INTEGER_START(i) _mm512_set1_epi32(i)
#define AVX512_VNNI_STEP(sum) _mm512_dpbusd_epi32(sum, factor, factor)
#define AVX512_INTEGER_LANE(sum) _mm512_cvtsi512_si32(sum)
DEFINE_LOOP(avx512_int8, AVX512_VNNI, __m512i, 14, __m512i, _mm512_set1_epi8(3), AVX512_INTEGER_START, AVX512_VNNI_STEP,
            AVX512_INTEGER_LANE)
static const LubokUnitLoop avx512_int8_loop = {"avx512vnni vpdpbusd", 14 * 64 * 2, avx512_int8};

#define AVX2_INTEGER_START(i) _mm256_set1_epi32(i)
#define AVX2_INTEGER_LANE(sum) _mm256_cvtsi256_si32(sum)
#define AVX_VNNI __attribute__((target("avx2,avxvnni")))
#define AVX_VNNI_STEP(sum) _mm256_dpbusd_avx_epi32(sum, factor, factor)
DEFINE_LOOP(avx_vnni_int8, AVX_VNNI, __m256i, 12, __m256i, _mm256_set1_epi8(3), AVX2_INTEGER_START, AVX_VNNI_STEP, AVX2_INTEGER_LANE)
static const LubokUnitLoop avx_vnni_int8_loop = {"avxvnni vpdpbusd", 12 * 32 * 2, avx_vnni_int8};

/// Bytes to pairs, pairs to fours, fours to the sum.
#define AVX2_INTEGER_STEP(sum)                                                                                                \
    _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_maddubs_epi16(factor, factor), _mm256_set1_epi16(1)))
DEFINE_LOOP(avx2_int8, AVX2, __m256i, 12, __m256i, _mm256_set1_epi8(3), AVX2_INTEGER_START, AVX2_INTEGER_STEP, AVX2_INTEGER_LANE)
static const LubokUnitLoop avx2_int8_loop = {"avx2 vpmaddubsw", 12 * 32 * 2, avx2_int8};

const LubokUnitLoop *lubok_unit_loop(LubokUnit unit) {
    switch (unit) {
    case LUBOK_UNIT_FLOAT32:
        if (__builtin_cpu_supports("avx512f")) return &avx512_float32_loop;
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &avx2_float32_loop;
        return &scalar_float32_loop;
    case LUBOK_UNIT_BFLOAT16:
        return __builtin_cpu_supports("avx512bf16") ? &avx512_bfloat16_loop : NULL;
    case LUBOK_UNIT_INT8:
        if (__builtin_cpu_supports("avx512vnni")) return &avx512_int8_loop;
        if (__builtin_cpu_supports("avxvnni")) return &avx_vnni_int8_loop;
        return __builtin_cpu_supports("avx2") ? &avx2_int8_loop : NULL;
    }
    return NULL;
}

DEFINE_READ(read_avx512, AVX512)
DEFINE_READ(read_avx2, AVX2)
DEFINE_READ(read_baseline, )

uint64_t lubok_read_memory(const void *memory, size_t bytes) {
    if (__builtin_cpu_supports("avx512f")) return read_avx512(memory, bytes);
    if (__builtin_cpu_supports("avx2")) return read_avx2(memory, bytes);
    return read_baseline(memory, bytes);
}

#elif defined(__aarch64__)

#define OPAQUE_REGISTER(value) "+w"(value)

#define NEON_START(i) vdupq_n_f32((float)i)
#define NEON_STEP(sum) vfmaq_f32(sum, factor, factor)
#define NEON_LANE(sum) vgetq_lane_f32(sum, 0)
DEFINE_LOOP(neon_float32, , float32x4_t, 24, float32x4_t, vdupq_n_f32(0.5f), NEON_START, NEON_STEP, NEON_LANE)
static const LubokUnitLoop neon_float32_loop = {"neon fmla", 24 * 4 * 2, neon_float32};

#define NEON_BF16 __attribute__((target("bf16")))
#define BFLOAT16_STEP(sum) vbfdotq_f32(sum, vreinterpretq_bf16_u16(factor), vreinterpretq_bf16_u16(factor))
DEFINE_LOOP(neon_bfloat16, NEON_BF16, float32x4_t, 24, uint16x8_t, vdupq_n_u16(0x3F00), NEON_START, BFLOAT16_STEP, NEON_LANE)
static const LubokUnitLoop neon_bfloat16_loop = {"neon bfdot", 24 * 8 * 2, neon_bfloat16};

#define NEON_INTEGER_START(i) vdupq_n_s32(i)
#define NEON_INTEGER_LANE(sum) vgetq_lane_s32(sum, 0)
#define NEON_DOTPROD __attribute__((target("dotprod")))
#define NEON_DOTPROD_STEP(sum) vdotq_s32(sum, factor, factor)
DEFINE_LOOP(neon_dotprod_int8, NEON_DOTPROD, int32x4_t, 24, int8x16_t, vdupq_n_s8(3), NEON_INTEGER_START, NEON_DOTPROD_STEP,
            NEON_INTEGER_LANE)
static const LubokUnitLoop neon_dotprod_int8_loop = {"neon sdot", 24 * 16 * 2, neon_dotprod_int8};

/// Bytes to products, products to pairs, pairs to the sum.
#define NEON_INTEGER_STEP(sum)                                                                                                \
    vpadalq_s16(sum, vmlal_high_s8(vmull_s8(vget_low_s8(factor), vget_low_s8(factor)), factor, factor))
DEFINE_LOOP(neon_int8, , int32x4_t, 24, int8x16_t, vdupq_n_s8(3), NEON_INTEGER_START, NEON_INTEGER_STEP, NEON_INTEGER_LANE)
static const LubokUnitLoop neon_int8_loop = {"neon smlal2", 24 * 16 * 2, neon_int8};

#if defined(__linux__)
static int has_dot_products(void) { return (getauxval(AT_HWCAP) & (1 << 20)) != 0; }
static int has_bfloat16(void) { return (getauxval(AT_HWCAP2) & (1 << 14)) != 0; }
#else
static int has_dot_products(void) { return 1; }
static int has_bfloat16(void) { return 0; }
#endif

const LubokUnitLoop *lubok_unit_loop(LubokUnit unit) {
    switch (unit) {
    case LUBOK_UNIT_FLOAT32:
        return &neon_float32_loop;
    case LUBOK_UNIT_BFLOAT16:
        return has_bfloat16() ? &neon_bfloat16_loop : NULL;
    case LUBOK_UNIT_INT8:
        return has_dot_products() ? &neon_dotprod_int8_loop : &neon_int8_loop;
    }
    return NULL;
}

DEFINE_READ(read_neon, )

uint64_t lubok_read_memory(const void *memory, size_t bytes) { return read_neon(memory, bytes); }

#else

#define OPAQUE_REGISTER(value) "+m"(value)

DEFINE_LOOP(scalar_float32, , float, 8, float, 0.5f, SCALAR_START, SCALAR_STEP, SCALAR_LANE)
static const LubokUnitLoop scalar_float32_loop = {"scalar", 8 * 2, scalar_float32};

const LubokUnitLoop *lubok_unit_loop(LubokUnit unit) { return unit == LUBOK_UNIT_FLOAT32 ? &scalar_float32_loop : NULL; }

DEFINE_READ(read_scalar, )

uint64_t lubok_read_memory(const void *memory, size_t bytes) { return read_scalar(memory, bytes); }

#endif

void lubok_return_free_memory(void) {
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
}
