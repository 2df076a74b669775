// The arithmetic that Swift cannot reach without target flags: one table of kernels, one implementation of it per
// instruction tier, chosen once. `scalar.c` is the truth that every other tier is tested against.
//
// Every kernel sums over the inner dimension in an order that depends on neither the number of rows nor the place of a row,
// so that a row's result is the same bits whatever runs beside it.
#ifndef LUBOK_CKERNELS_H
#define LUBOK_CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attention.h"
#include "machine.h"
#include "sampling.h"

/// Outputs that a packed panel of weights holds side by side. The packed layout is the same on every tier.
#define LUBOK_PANEL_WIDTH 16

/// How the weights of a product are stored, and in what its left operand is handed over.
typedef enum LubokPrecision {
    /// float weights [panel][inner][16], float operand.
    LUBOK_FLOAT32 = 0,
    /// bfloat16 weights [panel][inner / 2][16][2], bfloat16 operand.
    LUBOK_BFLOAT16 = 1,
    /// weight + 128 as bytes [panel][inner / 4][16][4] and a float scale for each output; operand of signed bytes.
    LUBOK_INT8 = 2,
    /// (weight + 8) in four bits [panel][inner / 32][4][16][4]: byte (v, o, j) of a block holds input 4 v + j of the block in its low half and
    /// input 16 + 4 v + j in its high half; half-precision scales [panel][inner / 32][16]; operand of signed bytes.
    LUBOK_INT4 = 3,
} LubokPrecision;

#define LUBOK_PRECISION_COUNT 4
/// Inputs that share a scale of four-bit weights.
#define LUBOK_INT4_BLOCK 32
/// A row of an operand whose magnitudes all lie below this counts as zeros when it becomes integers.
#define LUBOK_SMALLEST_MAGNITUDE 1e-30f

/// The left operand of a product, in the precision that the weights ask for. Row r begins at element
/// (r / rows_per_line) * line_stride + (r % rows_per_line) * row_stride, and its inner dimension is `segments` runs of `segment_length`
/// elements, `segment_stride` apart: one run for the rows of a matrix; for a convolution over a padded picture [height][width][channels]
/// a row is a pixel and a run the part of its patch that lies in one picture line.
/// `segment_length` is a multiple of 2 for bfloat16, of 4 for int8, of 32 for int4.
typedef struct LubokOperand {
    const void *values;
    size_t rows_per_line;
    size_t row_stride;
    size_t line_stride;
    size_t segments;
    size_t segment_length;
    size_t segment_stride;
    /// Integers only: what a row's numbers are multiplied by to become what they stand for, [rows].
    const float *scales;
    /// Integers only: the sum of each 32 numbers of each row, [rows][inner / 32], rounded up; the last block of a row may be shorter.
    const int32_t *block_sums;
} LubokOperand;

/// Weights of consecutive panels of 16 outputs; the last panel of a matrix is padded.
typedef struct LubokPanels {
    const void *values;
    /// int8: [panel][16] floats. int4: [panel][inner / 32][16] halves. Otherwise NULL.
    const void *scales;
    size_t count;
} LubokPanels;

typedef enum LubokActivation {
    LUBOK_IDENTITY = 0,
    LUBOK_GELU_TANH = 1,
    LUBOK_QUICK_GELU = 2,
    LUBOK_SWISH = 3,
} LubokActivation;

/// What becomes of the sums: output[r][o] = activation(sum + bias[o]), or is added to what stands there.
typedef struct LubokResult {
    /// The first row and the first output of the panels.
    float *output;
    /// The same place where the outputs are to be bfloat16s, else NULL. They replace what stands there.
    uint16_t *rounded;
    /// Numbers from row to row.
    size_t stride;
    /// Real outputs of the panels: the padding of the last one is not written.
    size_t outputs;
    /// `outputs` values, or NULL.
    const float *bias;
    LubokActivation activation;
    bool accumulates;
} LubokResult;

#include "packing.h"
#include "pictures.h"

/// Kernels of one instruction tier.
typedef struct LubokKernels {
    const char *name;

    /// Those of pictures inside a net.
    const LubokPictureKernels *pictures;

    /// Rows `first_row` ..< `first_row + rows` of the operand times the panels; `result` begins at row `first_row`. One for each precision.
    /// Every sum is taken in an order that depends on the inner dimension alone. Weights are read from memory once for up to 32 rows.
    void (*product[LUBOK_PRECISION_COUNT])(const LubokOperand *operand, size_t first_row, size_t rows, const LubokPanels *panels,
                                           const LubokResult *result);

    /// Those that make weights of what was computed.
    const LubokPackingKernels *packing;

    /// To the nearest bfloat16, ties to even; NaN stays NaN.
    void (*to_bfloat16)(const float *values, size_t count, uint16_t *output);

    /// One row to signed bytes in -127...127: numbers[i] = round(values[i] * (127 / largest magnitude)), ties to even, with the scale
    /// largest magnitude / 127. Writes `padded` numbers, zeros past `count`, and the sums of each 32 of them.
    /// A row of zeros has the scale 0; one with an infinity or a NaN has zeros for numbers and the scale NaN.
    void (*to_int8)(const float *values, size_t count, size_t padded, int8_t *numbers, float *scale, int32_t *block_sums);

    /// Queries in `heads` heads: stores all keys and values, then output = softmax(scale * query . key) weighted values, of shared slots and
    /// of each query's own. Each score and each sum is taken in an order that depends on the query alone. `scratch` holds
    /// lubok_attention_scratch floats. One for each precision of keys.
    void (*attend[LUBOK_KEY_PRECISION_COUNT])(const LubokQuery *queries, size_t count, const LubokKeyMemory *shared, size_t heads,
                                              size_t head_dimension, float scale, float *scratch);

    /// Where a branch of a transformer joins its residual stream, row by row of [rows][width]: the branch, brought into -limit...limit
    /// and under `branch_norm` where there is one, is added to the residual; `normalised` becomes the residual under `next_norm`.
    /// What stands in `branch` afterwards means nothing.
    void (*join)(float *branch, size_t rows, size_t width, float limit, const LubokNorm *branch_norm, const LubokNorm *next_norm,
                 float *residual, float *normalised);

    /// Those that draw codes.
    const LubokSamplingKernels *sampling;

    /// Each row of [rows][width] to mean 0 and variance 1, times scale, plus shift. input may be output.
    void (*layer_norm)(const float *input, size_t rows, size_t width, const float *scale, const float *shift, float epsilon,
                       float *output);

    /// softmax over `count` values, in place.
    void (*softmax)(float *values, size_t count);

    /// accumulator += addend.
    void (*add)(float *accumulator, const float *addend, size_t count);
} LubokKernels;

typedef enum LubokTier {
    LUBOK_TIER_SCALAR = 0,
    LUBOK_TIER_AVX2 = 1,
    LUBOK_TIER_AVX512 = 2,
    LUBOK_TIER_NEON = 3,
    LUBOK_TIER_AVX512_VNNI = 4,
    LUBOK_TIER_AVX512_BF16 = 5,
} LubokTier;

#define LUBOK_TIER_COUNT 6

/// The scale by which a block of 32 weights becomes numbers from -8 to 7 with the least squared error; 0 for a block of zeros.
float lubok_int4_scale(const float *weights);

/// Those numbers, plus 8, for a scale that is not 0.
void lubok_int4_numbers(const float *weights, float scale, uint8_t *numbers);

/// The kernels of a tier, or NULL where this processor (or this build) lacks it.
const LubokKernels *lubok_kernels_of_tier(LubokTier tier);

/// The kernels of the best tier that this processor has.
const LubokKernels *lubok_kernels_best(void);

#endif
