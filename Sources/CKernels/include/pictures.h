// Kernels of pictures inside a net: [height][width][channels] of floats, on their way into convolutions and out of them.
// A part of CKernels.h.
#ifndef LUBOK_PICTURES_H
#define LUBOK_PICTURES_H

#include <stdbool.h>
#include <stddef.h>

/// What becomes of each channel of a picture on its way into a convolution: f(gain * x + offset), f being swish or nothing.
typedef struct LubokChannelMap {
    /// A number for each channel; NULL, as the offsets then are, for a gain of 1 and an offset of 0.
    const float *gains;
    const float *offsets;
    bool swish;
} LubokChannelMap;

/// A row of neighbouring tiles of Winograd's F(2 x 2, 3 x 3): each makes 2 x 2 pixels of a convolution by a kernel of 3 x 3 from `points` squared
/// products. With 4 points a tile reads 4 x 4 pixels and the next one begins 2 pixels on. With 3 points the convolution is that of a
/// picture whose pixels have been doubled: the tile reads 3 x 3 pixels, the next one begins 1 pixel on, and the point that is always 0
/// is left out.
typedef struct LubokTileRow {
    size_t points;
    size_t tiles;
    /// Elements from one tile's products to the next's: [points * points][tiles][channels].
    size_t tile_stride;
    /// Elements from one point to the next.
    size_t point_stride;
} LubokTileRow;

/// Pixels of an output that a row of tiles is written to.
typedef struct LubokTileOutput {
    /// The upper left pixel of the first tile.
    float *pixels;
    /// Floats from one pixel to the next.
    size_t pixel_stride;
    size_t line_stride;
    /// What is inside the picture: 1 or 2 lines, and all columns or all but the last one.
    size_t lines;
    size_t columns;
    size_t channels;
    /// A number for each channel, or NULL.
    const float *bias;
    bool accumulates;
} LubokTileOutput;

typedef struct LubokPictureKernels {
    /// Adds each channel of [pixels][channels] and its squares to `sums` and `squares`. In double precision squares about any mean come
    /// out of these without loss.
    void (*moments)(const float *values, size_t pixels, size_t channels, double *sums, double *squares);

    /// [pixels][channels] mapped and converted to [pixels][padded] elements of `precision`, float or bfloat16; zeros past `channels`.
    void (*prepare)(const float *values, size_t pixels, size_t channels, const LubokChannelMap *map, LubokPrecision precision,
                    size_t padded, void *output);

    /// The transforms of a row of tiles of a prepared picture. `corner` is the upper left element of the first tile.
    void (*tile_inputs)(const void *corner, size_t line_stride, size_t channels, LubokPrecision precision, const LubokTileRow *row,
                        void *output);

    /// The pixels of a row of tiles from the products, floats.
    void (*tile_outputs)(const float *products, const LubokTileRow *row, const LubokTileOutput *output);
} LubokPictureKernels;

#endif
