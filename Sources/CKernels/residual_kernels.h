// Where the branches of a transformer's layer join its residual stream. Included by vector_kernels.h, once per tier.

/// Sums that run side by side, so that no addition waits for the one before it.
#define CHAINS 4

/// Calls STEP(index, chain, count) for each vector of `count` floats, `count` being that of the part of a vector at the end.
#define FOR_VECTORS(count, STEP)                                                                                              \
    do {                                                                                                                      \
        size_t index = 0;                                                                                                     \
        for (; index + CHAINS * LANES <= (count); index += CHAINS * LANES)                                                    \
            EACH(chain, CHAINS) { STEP(index + (size_t)chain * LANES, chain, LANES); }           \
        for (; index + LANES <= (count); index += LANES) { STEP(index, 0, LANES); }                                           \
        if (index < (count)) { STEP(index, 1, (count) - index); }                                                             \
    } while (0)

/// `count` floats of a vector, up to all of them; the other lanes `filler`.
INLINE Floats load_some(const float *source, size_t count, float filler) {
    return count == LANES ? load(source) : load_part(source, count, filler);
}

INLINE void store_some(float *target, Floats value, size_t count) {
    if (count == LANES) store(target, value);
    else store_part(target, value, count);
}

INLINE float sum_of_chains(const Floats *sums) { return sum_of_lanes((sums[0] + sums[1]) + (sums[2] + sums[3])); }

/// A NaN stays one.
INLINE Floats clamped(Floats x, float limit) {
    Integers above = x > limit, below = x < -limit;
    return (Floats)(((Integers)x & ~above & ~below) | ((Integers)all(limit) & above) | ((Integers)all(-limit) & below));
}

/// 1 / standard deviation.
INLINE float inverse_deviation(const float *values, size_t count, float mean, float epsilon) {
    Floats squares[CHAINS] = {};
#define STEP(i, chain, lanes)                                                                                                 \
    Floats d = load_some(values + i, lanes, mean) - mean;                                                                     \
    squares[chain] = fused(d, d, squares[chain])
    FOR_VECTORS(count, STEP);
#undef STEP
    return 1 / __builtin_sqrtf(sum_of_chains(squares) / (float)count + epsilon);
}

INLINE Floats under_norm(Floats x, float mean, float inverse, const LubokNorm *norm, size_t index, size_t lanes) {
    return fused((x - mean) * inverse, load_some(norm->scale + index, lanes, 0), load_some(norm->shift + index, lanes, 0));
}

INLINE void join_row(float *branch, size_t width, float limit, const LubokNorm *branch_norm, const LubokNorm *next_norm, float *residual,
                     float *normalised) {
    Floats sums[CHAINS] = {};
    if (branch_norm) {
#define STEP(i, chain, lanes)                                                                                                 \
        Floats x = clamped(load_some(branch + i, lanes, 0), limit);                                                           \
        sums[chain] += x;                                                                                                     \
        store_some(branch + i, x, lanes)
        FOR_VECTORS(width, STEP);
#undef STEP
        float mean = sum_of_chains(sums) / (float)width;
        float inverse = inverse_deviation(branch, width, mean, branch_norm->epsilon);
        for (int chain = 0; chain < CHAINS; chain++) sums[chain] = (Floats){};
#define STEP(i, chain, lanes)                                                                                                 \
        Floats x = load_some(residual + i, lanes, 0) +                                                                        \
                   under_norm(load_some(branch + i, lanes, 0), mean, inverse, branch_norm, i, lanes);                         \
        sums[chain] += x;                                                                                                     \
        store_some(residual + i, x, lanes)
        FOR_VECTORS(width, STEP);
#undef STEP
    } else {
#define STEP(i, chain, lanes)                                                                                                 \
        Floats x = load_some(residual + i, lanes, 0) + clamped(load_some(branch + i, lanes, 0), limit);                       \
        sums[chain] += x;                                                                                                     \
        store_some(residual + i, x, lanes)
        FOR_VECTORS(width, STEP);
#undef STEP
    }
    float mean = sum_of_chains(sums) / (float)width;
    float inverse = inverse_deviation(residual, width, mean, next_norm->epsilon);
#define STEP(i, chain, lanes)                                                                                                 \
    (void)chain;                                                                                                              \
    store_some(normalised + i, under_norm(load_some(residual + i, lanes, 0), mean, inverse, next_norm, i, lanes), lanes)
    FOR_VECTORS(width, STEP);
#undef STEP
}

static void join(float *branch, size_t rows, size_t width, float limit, const LubokNorm *branch_norm, const LubokNorm *next_norm,
                 float *residual, float *normalised) {
    for (size_t r = 0; r < rows; r++)
        join_row(branch + r * width, width, limit, branch_norm, next_norm, residual + r * width, normalised + r * width);
}
