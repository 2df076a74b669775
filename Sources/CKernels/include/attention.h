// Attention of queries to stored keys, and what stands around it in a layer. A part of CKernels.h.
#ifndef LUBOK_ATTENTION_H
#define LUBOK_ATTENTION_H

#include <stddef.h>

/// How the numbers of keys and values are stored.
typedef enum LubokKeyPrecision {
    LUBOK_KEYS_FLOAT32 = 0,
    LUBOK_KEYS_BFLOAT16 = 1,
} LubokKeyPrecision;

#define LUBOK_KEY_PRECISION_COUNT 2

/// Numbers from a slot to the next: the head's dimension rounded up to a multiple of 16. Those past the dimension are zeros.
static inline size_t lubok_slot_width(size_t head_dimension) { return (head_dimension + 15) / 16 * 16; }

/// Keys and values of some heads, [heads][slots][slot width] each.
typedef struct LubokKeyMemory {
    const void *keys;
    const void *values;
    /// Numbers from one head to the next.
    size_t head_stride;
} LubokKeyMemory;

/// `count` neighbouring slots from `start` on.
typedef struct LubokSlotRun {
    size_t start;
    size_t count;
} LubokSlotRun;

/// A place of a sequence, in some heads: the query by which it looks, and the key and the value that others find.
typedef struct LubokQuery {
    /// [heads][head dimension], as key, value and output are.
    const float *query;
    const float *key;
    const float *value;
    float *output;
    /// Where the key and the value are stored before any query of the call looks: the slots in the first head.
    void *key_slot;
    void *value_slot;
    /// Numbers from a head's slot to the next head's.
    size_t slot_stride;
    /// How many of the shared slots the query sees, from the first on.
    size_t shared_count;
    /// Of slots of its own it sees these. It sees at least one key.
    LubokKeyMemory own;
    const LubokSlotRun *runs;
    size_t run_count;
} LubokQuery;

/// Queries that meet a shared key together.
#define LUBOK_QUERIES_TOGETHER 4

/// Floats of scratch for queries none of which sees more than `keys` keys.
static inline size_t lubok_attention_scratch(size_t head_dimension, size_t keys) {
    return LUBOK_QUERIES_TOGETHER * (2 * lubok_slot_width(head_dimension) + lubok_slot_width(keys) + 16);
}

/// A layer norm over `width` numbers: x to mean 0 and variance 1, times scale, plus shift.
typedef struct LubokNorm {
    const float *scale;
    const float *shift;
    float epsilon;
} LubokNorm;

#endif
