// Drawing by logits in vectors of sixteen, no value sorted. Included by vector_kernels.h, once per tier.

typedef double Doubles __attribute__((vector_size(64)));

/// Sixteen floats added to eight sums of doubles.
INLINE Doubles add_as_doubles(Doubles sums, Floats x) {
    typedef float EightFloats __attribute__((vector_size(32)));
    EightFloats low = __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7);
    EightFloats high = __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
    return sums + __builtin_convertvector(low, Doubles) + __builtin_convertvector(high, Doubles);
}

INLINE double sum_of_doubles(Doubles value) {
    double lanes[LANES / 2];
    memcpy(lanes, &value, sizeof lanes);
    for (int width = LANES / 4; width > 0; width /= 2)
        for (int i = 0; i < width; i++) lanes[i] += lanes[i + width];
    return lanes[0];
}

INLINE Floats where(Integers condition, Floats x) { return (Floats)((Integers)x & condition); }

INLINE int64_t sum_of_integers(Integers value) {
    int32_t lanes[LANES];
    memcpy(lanes, &value, sizeof lanes);
    int64_t sum = 0;
    for (int lane = 0; lane < LANES; lane++) sum += lanes[lane];
    return sum;
}

static float largest(const float *values, size_t count) {
    Floats largest_lanes[CHAINS];
    Integers infinite[CHAINS] = {};
    for (int chain = 0; chain < CHAINS; chain++) largest_lanes[chain] = all(-__builtin_inff());
#define STEP(i, chain, lanes)                                                                                                 \
    Floats x = load_some(values + i, lanes, -__builtin_inff());                                                               \
    infinite[chain] |= ~(x < __builtin_inff());                                                                               \
    largest_lanes[chain] = __builtin_elementwise_max(largest_lanes[chain], x)
    FOR_VECTORS(count, STEP);
#undef STEP
    for (int chain = 1; chain < CHAINS; chain++) {
        infinite[0] |= infinite[chain];
        largest_lanes[0] = __builtin_elementwise_max(largest_lanes[0], largest_lanes[chain]);
    }
    return sum_of_integers(infinite[0]) == 0 ? largest_of_lanes(largest_lanes[0]) : __builtin_nanf("");
}

// MARK: top-k

/// The float of an integer, where integers are in the order of the floats: the bits of a negative one are turned round.
INLINE float float_of_order(int64_t order) {
    int32_t bits = (int32_t)order;
    bits ^= bits >> 31 & 0x7fffffff;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

INLINE size_t count_reaching(const float *values, size_t count, float bound) {
    Integers counts[CHAINS] = {};
#define STEP(i, chain, lanes) counts[chain] -= load_some(values + i, lanes, -__builtin_inff()) >= bound
    FOR_VECTORS(count, STEP);
#undef STEP
    return (size_t)sum_of_integers((counts[0] + counts[1]) + (counts[2] + counts[3]));
}

/// The smallest value that is at least `bound`.
INLINE float least_reaching(const float *values, size_t count, float bound) {
    float infinity = __builtin_inff();
    Floats least[CHAINS];
    for (int chain = 0; chain < CHAINS; chain++) least[chain] = all(infinity);
#define STEP(i, chain, lanes)                                                                                                 \
    Floats x = load_some(values + i, lanes, infinity);                                                                        \
    Integers reaches = x >= bound;                                                                                            \
    least[chain] = __builtin_elementwise_min(least[chain], (Floats)(((Integers)x & reaches) | ((Integers)all(infinity) & ~reaches)))
    FOR_VECTORS(count, STEP);
#undef STEP
    for (int chain = 1; chain < CHAINS; chain++) least[0] = __builtin_elementwise_min(least[0], least[chain]);
    return -largest_of_lanes(-least[0]);
}

static float value_of_rank(const float *values, size_t count, size_t rank) {
    // From -infinity to infinity, halved until one value is left between: the largest that more than `rank` values reach.
    int64_t low = -0x7f800001LL, high = 0x7f800000LL;
    size_t reaching_low = count, beyond_high = 0;
    while (low < high && reaching_low - beyond_high > 1) {
        int64_t middle = low + (high - low + 1) / 2;
        size_t reaching = count_reaching(values, count, float_of_order(middle));
        if (reaching > rank) {
            low = middle;
            reaching_low = reaching;
        } else {
            high = middle - 1;
            beyond_high = reaching;
        }
    }
    return least_reaching(values, count, float_of_order(low));
}

// MARK: weights

/// Weights whose sum is taken for itself, so that drawing need not add up all of them one by one.
#define WEIGHTS_OF_BLOCK 256

INLINE double sum_of_block(const float *weights, size_t count) {
    Doubles sums[CHAINS] = {};
#define STEP(i, chain, lanes) sums[chain] = add_as_doubles(sums[chain], load_some(weights + i, lanes, 0))
    FOR_VECTORS(count, STEP);
#undef STEP
    return sum_of_doubles((sums[0] + sums[1]) + (sums[2] + sums[3]));
}

INLINE double sum_of_blocks(const float *weights, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i += WEIGHTS_OF_BLOCK)
        sum += sum_of_block(weights + i, count - i < WEIGHTS_OF_BLOCK ? count - i : WEIGHTS_OF_BLOCK);
    return sum;
}

static LubokWeightSums exponentials(const float *logits, size_t count, float largest, float temperature, float smallest, float *weights) {
    Doubles sums[CHAINS] = {};
#define STEP(i, chain, lanes)                                                                                                 \
    Floats x = load_some(logits + i, lanes, -__builtin_inff());                                                               \
    Floats e = exponential(temperature == 1 ? x - largest : (x - largest) / temperature);                                     \
    sums[chain] = add_as_doubles(sums[chain], e);                                                                             \
    store_some(weights + i, where(x >= smallest, e), lanes)
    FOR_VECTORS(count, STEP);
#undef STEP
    return (LubokWeightSums){
        .kept = sum_of_blocks(weights, count), .all = sum_of_doubles((sums[0] + sums[1]) + (sums[2] + sums[3]))};
}

// MARK: top-p

INLINE double sum_beyond(const float *weights, size_t count, float bound) {
    Doubles sums[CHAINS] = {};
#define STEP(i, chain, lanes)                                                                                                 \
    Floats x = load_some(weights + i, lanes, 0);                                                                              \
    sums[chain] = add_as_doubles(sums[chain], where(x > bound, x))
    FOR_VECTORS(count, STEP);
#undef STEP
    return sum_of_doubles((sums[0] + sums[1]) + (sums[2] + sums[3]));
}

static double keep_nucleus(float *weights, size_t count, double mass) {
    // From 0 to 1, whose floats are in the order of their bits, halved until one weight is left between: the smallest that is preceded
    // by at most `mass`.
    int64_t low = 0, high = 0x3f800000;
    double preceding = 0, through_low = __builtin_inf();
    while (low < high && through_low - preceding > 1.5 * float_of_order(low)) {
        int64_t middle = (low + high) / 2;
        double sum = sum_beyond(weights, count, float_of_order(middle));
        if (sum <= mass) {
            high = middle;
            preceding = sum;
        } else {
            low = middle + 1;
            through_low = sum;
        }
    }
    if (low == 0) return sum_of_blocks(weights, count);
    float smallest = least_reaching(weights, count, float_of_order(low));

    Integers ties[CHAINS] = {};
#define STEP(i, chain, lanes)                                                                                                 \
    Floats x = load_some(weights + i, lanes, -1);                                                                             \
    ties[chain] -= x == smallest;                                                                                             \
    store_some(weights + i, where(x >= smallest, x), lanes)
    FOR_VECTORS(count, STEP);
#undef STEP
    double equal = (double)sum_of_integers((ties[0] + ties[1]) + (ties[2] + ties[3]));
    double room = (mass - preceding) / smallest;
    if (room < equal - 1) {
        size_t staying = (size_t)room + 1;
        for (size_t i = 0; i < count; i++) {
            if (weights[i] != smallest) continue;
            if (staying > 0) staying--;
            else weights[i] = 0;
        }
    }
    return sum_of_blocks(weights, count);
}

// MARK: drawing

static size_t index_of_sum(const float *weights, size_t count, double threshold) {
    double sum = 0;
    for (size_t first = 0; first < count; first += WEIGHTS_OF_BLOCK) {
        size_t size = count - first < WEIGHTS_OF_BLOCK ? count - first : WEIGHTS_OF_BLOCK;
        double after = sum + sum_of_block(weights + first, size);
        if (after > threshold) {
            size_t last = first;
            for (size_t i = first; i < first + size; i++) {
                if (weights[i] == 0) continue;
                last = i;
                sum += weights[i];
                if (sum > threshold) break;
            }
            return last;
        }
        sum = after;
    }
    // Rounding brought the threshold up to the sum.
    size_t last = count - 1;
    while (last > 0 && weights[last] == 0) last--;
    return last;
}

static const LubokSamplingKernels sampling_kernels = {
    .largest = largest,
    .value_of_rank = value_of_rank,
    .exponentials = exponentials,
    .keep_nucleus = keep_nucleus,
    .index_of_sum = index_of_sum,
};
