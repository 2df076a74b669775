// Attention of a few queries to the keys of some heads, in vectors of sixteen floats. Included by vector_kernels.h, once per tier.
// The tier's file defines ATTENTION_SUMS, 16 or 4: how many sums its registers hold beside what goes into them.

INLINE float largest_of_lanes(Floats value) {
    float lanes[LANES];
    store(lanes, value);
    float largest = lanes[0];
    for (int lane = 1; lane < LANES; lane++) largest = lanes[lane] > largest ? lanes[lane] : largest;
    return largest;
}

static void softmax(float *values, size_t count) {
    if (count == 0) return;
    Floats largest_lanes = all(values[0]);
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) largest_lanes = __builtin_elementwise_max(largest_lanes, load(values + i));
    if (i < count) largest_lanes = __builtin_elementwise_max(largest_lanes, load_part(values + i, count - i, values[0]));
    float largest = largest_of_lanes(largest_lanes);

    Floats sums = {};
    for (i = 0; i + LANES <= count; i += LANES) {
        Floats e = exponential(load(values + i) - largest);
        store(values + i, e);
        sums += e;
    }
    if (i < count) {
        Floats e = exponential(load_part(values + i, count - i, -__builtin_inff()) - largest);
        store_part(values + i, e, count - i);
        sums += e;
    }
    float inverse = 1 / sum_of_lanes(sums);
    for (i = 0; i + LANES <= count; i += LANES) store(values + i, load(values + i) * inverse);
    for (; i < count; i++) values[i] *= inverse;
}

INLINE size_t size_of_numbers(LubokKeyPrecision precision, size_t count) {
    return count * (precision == LUBOK_KEYS_FLOAT32 ? sizeof(float) : sizeof(uint16_t));
}

/// Sixteen numbers of keys or values, from number `index` on.
INLINE Floats load_numbers(LubokKeyPrecision precision, const void *memory, size_t index) {
    typedef uint16_t Halves __attribute__((vector_size(32)));
    if (precision == LUBOK_KEYS_FLOAT32) return load((const float *)memory + index);
    Halves halves;
    memcpy(&halves, (const uint16_t *)memory + index, sizeof halves);
    return (Floats)(__builtin_convertvector(halves, Integers) << 16);
}

INLINE void store_numbers(LubokKeyPrecision precision, void *memory, size_t index, Floats numbers) {
    if (precision == LUBOK_KEYS_FLOAT32) {
        store((float *)memory + index, numbers);
    } else {
        Bfloat16s converted = nearest_bfloat16(numbers);
        memcpy((uint16_t *)memory + index, &converted, sizeof converted);
    }
}

INLINE Floats load_numbers_of_head(const float *vectors, size_t head, size_t head_dimension, size_t index) {
    size_t lanes = head_dimension - index < LANES ? head_dimension - index : LANES;
    return load_some(vectors + head * head_dimension + index, lanes, 0);
}

/// Keys and values of the queries' own places.
INLINE void store_keys(LubokKeyPrecision precision, const LubokQuery *queries, size_t count, size_t heads, size_t head_dimension) {
    for (size_t r = 0; r < count; r++) {
        for (size_t head = 0; head < heads; head++) {
            for (size_t d = 0; d < head_dimension; d += LANES) {
                size_t index = head * queries[r].slot_stride + d;
                store_numbers(precision, queries[r].key_slot, index, load_numbers_of_head(queries[r].key, head, head_dimension, d));
                store_numbers(precision, queries[r].value_slot, index, load_numbers_of_head(queries[r].value, head, head_dimension, d));
            }
        }
    }
}

// MARK: memory that will be touched

/// Pieces of memory that a call's heads read. Where there are more, the processor is left to itself with the rest.
#define PIECES 128
/// How far ahead the walk begins, in bytes: it fits the nearest cache beside what is at work.
#define BYTES_AHEAD 16384
#define CACHE_LINE 64

/// Slots lie far from each other: waiting for one after the other would take longer than all the rest of the storing.
INLINE void fetch_slots(LubokKeyPrecision precision, const LubokQuery *queries, size_t count, size_t heads, size_t slot_width) {
    size_t bytes = size_of_numbers(precision, slot_width);
    for (size_t r = 0; r < count; r++) {
        for (size_t head = 0; head < heads; head++) {
            size_t offset = size_of_numbers(precision, head * queries[r].slot_stride);
            for (size_t i = 0; i < bytes; i += CACHE_LINE) {
                __builtin_prefetch((char *)queries[r].key_slot + offset + i, 1);
                __builtin_prefetch((char *)queries[r].value_slot + offset + i, 1);
            }
        }
    }
}

/// A walk over all that a call will read, in the order of reading and ahead of it: the pieces are too short for the processor to foresee
/// them. Its pace is even, so that neither memory nor arithmetic waits for the other.
typedef struct ReadingAhead {
    /// Of the first head; the next head's piece begins `strides` bytes further on.
    const char *starts[PIECES];
    size_t bytes[PIECES], strides[PIECES];
    size_t pieces, heads;
    /// Bytes for each time that a query meets a key, or a value.
    size_t pace;
    /// Where the walk stands.
    size_t head, piece, offset;
} ReadingAhead;

INLINE void add_piece(ReadingAhead *ahead, const void *memory, size_t first_byte, size_t bytes, size_t stride) {
    if (ahead->pieces == PIECES || bytes == 0) return;
    ahead->starts[ahead->pieces] = (const char *)memory + first_byte;
    ahead->bytes[ahead->pieces] = bytes;
    ahead->strides[ahead->pieces] = stride;
    ahead->pieces += 1;
}

static void read_ahead(ReadingAhead *ahead, size_t bytes) {
    while (bytes > 0 && ahead->head < ahead->heads) {
        const char *start = ahead->starts[ahead->piece] + ahead->head * ahead->strides[ahead->piece] + ahead->offset;
        size_t left = ahead->bytes[ahead->piece] - ahead->offset;
        size_t part = left < bytes ? left : bytes;
        for (size_t i = 0; i < part; i += CACHE_LINE) __builtin_prefetch(start + i);
        bytes -= part;
        ahead->offset += part;
        if (part < left) return;
        ahead->offset = 0;
        ahead->piece += 1;
        if (ahead->piece < ahead->pieces) continue;
        ahead->piece = 0;
        ahead->head += 1;
    }
}

// MARK: scores

// Each adds halves, quarters, eighths, sixteenths of the lanes of two vectors, those of the first into the lower half of the result:
// the order of a binary tree, that of sum_of_lanes.
INLINE Floats fold_halves(Floats a, Floats b) {
    return __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +
           __builtin_shufflevector(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
}

INLINE Floats fold_quarters(Floats a, Floats b) {
    return __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27) +
           __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
}

INLINE Floats fold_eighths(Floats a, Floats b) {
    return __builtin_shufflevector(a, b, 0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24, 25, 28, 29) +
           __builtin_shufflevector(a, b, 2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23, 26, 27, 30, 31);
}

INLINE Floats fold_sixteenths(Floats a, Floats b) {
    return __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30) +
           __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}

/// The sums of the lanes of ATTENTION_SUMS vectors, in the first lanes of the result.
INLINE Floats sums_of_lanes(const Floats *v) {
#if ATTENTION_SUMS == 16
    Floats low = fold_eighths(fold_quarters(fold_halves(v[0], v[1]), fold_halves(v[2], v[3])),
                              fold_quarters(fold_halves(v[4], v[5]), fold_halves(v[6], v[7])));
    Floats high = fold_eighths(fold_quarters(fold_halves(v[8], v[9]), fold_halves(v[10], v[11])),
                               fold_quarters(fold_halves(v[12], v[13]), fold_halves(v[14], v[15])));
    return fold_sixteenths(low, high);
#else
    Floats quarters = fold_quarters(fold_halves(v[0], v[1]), fold_halves(v[2], v[3]));
    Floats eighths = fold_eighths(quarters, quarters);
    return fold_sixteenths(eighths, eighths);
#endif
}

/// A query at work, in one head.
typedef struct QueryState {
    const LubokQuery *source;
    /// Scaled, and rounded up to whole vectors as the output is.
    float *query;
    float *output;
    /// Of the shared keys that it sees, then of its own; a tile may write beyond them.
    float *scores;
} QueryState;

/// Scores of one query, or of LUBOK_QUERIES_TOGETHER, against `count` slots from `start` on, from score `first` on. Slots are `vectors` long.
INLINE void score(LubokKeyPrecision precision, const QueryState *states, const int queries, const void *keys, size_t vectors, size_t start,
                  size_t count, size_t first, ReadingAhead *ahead) {
    const int together = ATTENTION_SUMS / queries;
    for (size_t done = 0; done < count; done += (size_t)together) {
        read_ahead(ahead, ahead->pace * ATTENTION_SUMS);
        size_t slots[ATTENTION_SUMS];
        EACH(k, together) {
            size_t slot = done + (size_t)k < count ? done + (size_t)k : count - 1;
            slots[k] = (start + slot) * vectors * LANES;
        }
        Floats sums[ATTENTION_SUMS];
        EACH(s, ATTENTION_SUMS) sums[s] = (Floats){};
        for (size_t i = 0; i < vectors * LANES; i += LANES) {
            Floats q[LUBOK_QUERIES_TOGETHER];
            EACH(r, queries) q[r] = load(states[r].query + i);
            EACH(k, together) {
                Floats key = load_numbers(precision, keys, slots[k] + i);
                EACH(r, queries) sums[r * together + k] = fused(q[r], key, sums[r * together + k]);
            }
        }
        float lanes[LANES];
        store(lanes, sums_of_lanes(sums));
        EACH(r, queries)
            memcpy(states[r].scores + first + done, lanes + r * together, (size_t)together * sizeof(float));
    }
}

// MARK: weighted values

/// Adds to `width` vectors of the outputs, from number `offset` on, the values of `count` slots from `start` on times the scores from
/// `first` on. Each sum is one chain in the order of the slots.
INLINE void gather_tile(LubokKeyPrecision precision, const QueryState *states, const int queries, const int width, const void *values,
                        size_t vectors, size_t offset, size_t start, size_t count, size_t first, ReadingAhead *ahead) {
    const size_t slots_between_readings = 8;
    size_t reading = ahead->pace * slots_between_readings * (size_t)(queries * width) / vectors;
    Floats sums[ATTENTION_SUMS];
    EACH(r, queries)
        EACH(v, width) sums[r * width + v] = load(states[r].output + offset + v * LANES);
    size_t place = start * vectors * LANES + offset;
    for (size_t j = 0; j < count; j++, place += vectors * LANES) {
        if (j % slots_between_readings == 0) read_ahead(ahead, reading);
        Floats weights[LUBOK_QUERIES_TOGETHER];
        EACH(r, queries) weights[r] = all(states[r].scores[first + j]);
        EACH(v, width) {
            Floats value = load_numbers(precision, values, place + (size_t)v * LANES);
            EACH(r, queries) sums[r * width + v] = fused(weights[r], value, sums[r * width + v]);
        }
    }
    EACH(r, queries)
        EACH(v, width) store(states[r].output + offset + v * LANES, sums[r * width + v]);
}

INLINE void gather(LubokKeyPrecision precision, const QueryState *states, const int queries, const void *values, size_t vectors,
                   size_t start, size_t count, size_t first, ReadingAhead *ahead) {
    const int wide = ATTENTION_SUMS / queries < 8 ? ATTENTION_SUMS / queries : 8;
    size_t v = 0;
    for (; v + (size_t)wide <= vectors; v += (size_t)wide)
        gather_tile(precision, states, queries, wide, values, vectors, v * LANES, start, count, first, ahead);
    for (; v < vectors; v++) gather_tile(precision, states, queries, 1, values, vectors, v * LANES, start, count, first, ahead);
}

// MARK: attention

/// What is the same for all queries and heads of a call.
typedef struct AttentionCall {
    const LubokKeyMemory *shared;
    size_t head_dimension;
    /// Of a slot.
    size_t vectors;
    float scale;
    float *scratch;
    size_t scratch_per_query;
} AttentionCall;

INLINE const void *in_head(LubokKeyPrecision precision, const void *memory, size_t head, size_t head_stride) {
    return (const char *)memory + head * size_of_numbers(precision, head_stride);
}

/// One query, or LUBOK_QUERIES_TOGETHER, in one head.
INLINE void attend_together(LubokKeyPrecision precision, const AttentionCall *call, const LubokQuery *queries, const int count,
                            size_t head, ReadingAhead *ahead) {
    size_t vectors = call->vectors, most_shared = 0, least_shared = SIZE_MAX;
    QueryState states[LUBOK_QUERIES_TOGETHER];
    for (int r = 0; r < count; r++) {
        const LubokQuery *source = &queries[r];
        float *query = call->scratch + (size_t)r * call->scratch_per_query, *output = query + vectors * LANES;
        states[r] = (QueryState){source, query, output, output + vectors * LANES};
        for (size_t d = 0; d < vectors * LANES; d += LANES) {
            store(query + d, load_numbers_of_head(source->query, head, call->head_dimension, d) * call->scale);
            store(output + d, (Floats){});
        }
        most_shared = source->shared_count > most_shared ? source->shared_count : most_shared;
        least_shared = source->shared_count < least_shared ? source->shared_count : least_shared;
    }
    const void *shared_keys = in_head(precision, call->shared->keys, head, call->shared->head_stride);
    const void *shared_values = in_head(precision, call->shared->values, head, call->shared->head_stride);

    // Scores of shared keys that only another query sees are overwritten by those of the query's own keys, or never looked at.
    score(precision, states, count, shared_keys, vectors, 0, most_shared, 0, ahead);
    for (int r = 0; r < count; r++) {
        const LubokQuery *source = states[r].source;
        const void *own = in_head(precision, source->own.keys, head, source->own.head_stride);
        size_t keys = source->shared_count;
        for (size_t run = 0; run < source->run_count; keys += source->runs[run++].count)
            score(precision, &states[r], 1, own, vectors, source->runs[run].start, source->runs[run].count, keys, ahead);
        softmax(states[r].scores, keys);
    }
    gather(precision, states, count, shared_values, vectors, 0, least_shared, 0, ahead);
    for (int r = 0; r < count; r++) {
        const LubokQuery *source = states[r].source;
        const void *own = in_head(precision, source->own.values, head, source->own.head_stride);
        size_t keys = source->shared_count;
        gather(precision, &states[r], 1, shared_values, vectors, least_shared, keys - least_shared, least_shared, ahead);
        for (size_t run = 0; run < source->run_count; keys += source->runs[run++].count)
            gather(precision, &states[r], 1, own, vectors, source->runs[run].start, source->runs[run].count, keys, ahead);
        memcpy(source->output + head * call->head_dimension, states[r].output, call->head_dimension * sizeof(float));
    }
}

INLINE size_t keys_of(const LubokQuery *query) {
    size_t keys = query->shared_count;
    for (size_t run = 0; run < query->run_count; run++) keys += query->runs[run].count;
    return keys;
}

/// How many of the `left` queries that have not had their turn go together.
INLINE size_t together_of(size_t left) { return left >= LUBOK_QUERIES_TOGETHER ? LUBOK_QUERIES_TOGETHER : 1; }

INLINE void add_pieces(ReadingAhead *ahead, LubokKeyPrecision precision, const LubokQuery *queries, size_t count, size_t vectors,
                       bool of_values) {
    size_t slot = size_of_numbers(precision, vectors * LANES);
    for (size_t r = 0; r < count; r++) {
        const LubokKeyMemory *own = &queries[r].own;
        for (size_t run = 0; run < queries[r].run_count; run++)
            add_piece(ahead, of_values ? own->values : own->keys, queries[r].runs[run].start * slot, queries[r].runs[run].count * slot,
                      size_of_numbers(precision, own->head_stride));
    }
}

/// Lists what one head after the other will read, and begins.
INLINE void plan_reading(ReadingAhead *ahead, LubokKeyPrecision precision, const AttentionCall *call, const LubokQuery *queries,
                         size_t count, size_t heads) {
    ahead->pieces = ahead->head = ahead->piece = ahead->offset = 0;
    ahead->heads = heads;
    size_t meetings = 0, most_shared = 0;
    for (size_t r = 0; r < count; r++) {
        meetings += 2 * keys_of(&queries[r]);
        most_shared = queries[r].shared_count > most_shared ? queries[r].shared_count : most_shared;
    }
    size_t shared_bytes = size_of_numbers(precision, most_shared * call->vectors * LANES);
    size_t shared_stride = size_of_numbers(precision, call->shared->head_stride);
    for (size_t first = 0; first < count; first += together_of(count - first)) {
        size_t together = together_of(count - first);
        // What is shared comes from memory once a head.
        if (first == 0) add_piece(ahead, call->shared->keys, 0, shared_bytes, shared_stride);
        add_pieces(ahead, precision, queries + first, together, call->vectors, false);
        if (first == 0) add_piece(ahead, call->shared->values, 0, shared_bytes, shared_stride);
        add_pieces(ahead, precision, queries + first, together, call->vectors, true);
    }
    size_t bytes = 0;
    for (size_t piece = 0; piece < ahead->pieces; piece++) bytes += ahead->bytes[piece];
    ahead->pace = bytes / meetings;
    // Rounded up, as a walk that falls behind is worth nothing.
    ahead->pace += ahead->pace / 16;
    read_ahead(ahead, BYTES_AHEAD);
}

INLINE void attend(LubokKeyPrecision precision, const LubokQuery *queries, size_t count, const LubokKeyMemory *shared, size_t heads,
                   size_t head_dimension, float scale, float *scratch) {
    size_t most_keys = 0;
    for (size_t r = 0; r < count; r++) most_keys = keys_of(&queries[r]) > most_keys ? keys_of(&queries[r]) : most_keys;
    AttentionCall call = {
        .shared = shared,
        .head_dimension = head_dimension,
        .vectors = lubok_slot_width(head_dimension) / LANES,
        .scale = scale,
        .scratch = scratch,
        .scratch_per_query = lubok_attention_scratch(head_dimension, most_keys) / LUBOK_QUERIES_TOGETHER,
    };
    fetch_slots(precision, queries, count, heads, call.vectors * LANES);
    ReadingAhead ahead;
    plan_reading(&ahead, precision, &call, queries, count, heads);
    store_keys(precision, queries, count, heads, head_dimension);
    for (size_t head = 0; head < heads; head++) {
        for (size_t first = 0; first < count; first += together_of(count - first)) {
            if (together_of(count - first) == 1) attend_together(precision, &call, queries + first, 1, head, &ahead);
            else attend_together(precision, &call, queries + first, LUBOK_QUERIES_TOGETHER, head, &ahead);
        }
    }
}

static void attend_float32(const LubokQuery *queries, size_t count, const LubokKeyMemory *shared, size_t heads, size_t head_dimension,
                           float scale, float *scratch) {
    attend(LUBOK_KEYS_FLOAT32, queries, count, shared, heads, head_dimension, scale, scratch);
}

static void attend_bfloat16(const LubokQuery *queries, size_t count, const LubokKeyMemory *shared, size_t heads, size_t head_dimension,
                            float scale, float *scratch) {
    attend(LUBOK_KEYS_BFLOAT16, queries, count, shared, heads, head_dimension, scale, scratch);
}
