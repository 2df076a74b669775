// Kernels that bring numbers into the order in which products read weights, when what takes the place of the weights is computed.
// Floats or bfloat16s. A part of CKernels.h.
#ifndef LUBOK_PACKING_H
#define LUBOK_PACKING_H

#include <stddef.h>

typedef struct LubokPackingKernels {
    /// [outputs][inner], `stride` numbers from row to row, as panels of 16 outputs. Zeros past the outputs, and past an inner dimension that
    /// is odd where panels hold pairs.
    void (*rows)(const void *values, size_t stride, size_t outputs, size_t inner, LubokPrecision precision, void *panels);

    /// The same of [inner][outputs].
    void (*columns)(const void *values, size_t stride, size_t outputs, size_t inner, LubokPrecision precision, void *panels);
} LubokPackingKernels;

#endif
