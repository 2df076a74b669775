// Kernels of pictures inside a net: [height][width][channels] of floats, on their way into convolutions and out of them.
// A part of CKernels.h.
#ifndef LUBOK_PICTURES_H
#define LUBOK_PICTURES_H

#include <stdbool.h>
#include <stddef.h>

typedef enum LubokMapFunction {
    LUBOK_MAP_LINEAR = 0,
    /// x * sigmoid(x).
    LUBOK_MAP_SWISH = 1,
    /// The same to a relative error of 1e-5, for what will be rounded to bfloat16.
    LUBOK_MAP_ROUGH_SWISH = 2,
    /// max(x, 0).
    LUBOK_MAP_RELU = 3,
} LubokMapFunction;

/// What becomes of each channel of a picture on its way into a convolution: f(gain * x + offset).
typedef struct LubokChannelMap {
    /// A number for each channel; NULL, as the offsets then are, for a gain of 1 and an offset of 0.
    const float *gains;
    const float *offsets;
    LubokMapFunction function;
} LubokChannelMap;

/// Neighbouring tiles of Winograd's F(2 x 2, 3 x 3): each makes 2 x 2 pixels of a convolution by a kernel of 3 x 3 from `points` squared
/// products. With 4 points a tile reads 4 x 4 pixels and the next one begins 2 pixels on. With 3 points the convolution is that of a
/// picture whose pixels have been doubled: the tile reads 3 x 3 pixels, the next one begins 1 pixel on, and the point that is always 0
/// is left out.
/// This is where what belongs to them lies, transformed inputs or products: [points * points][tiles][channels].
typedef struct LubokTiles {
    size_t points;
    size_t tiles;
    size_t channels;
    /// Elements from a tile to the next.
    size_t tile_stride;
    /// Elements from a point to the next.
    size_t point_stride;
} LubokTiles;

/// Panels of 16 outputs each, one group of them for every point.
typedef struct LubokTileWeights {
    /// The first panel of the first point, as the products of `precision` read it.
    const void *panels;
    size_t panel_count;
    LubokPrecision precision;
    /// Bytes from the panels of a point to those of the next.
    size_t point_bytes;
} LubokTileWeights;

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
    /// A number for each channel, or NULL.
    const float *bias;
    /// What negative sums, bias included, are multiplied by: 0...1, where 1 leaves them as they are.
    float negative_slope;
    /// Whether they are then added to the pixels instead of replacing them.
    bool accumulates;
} LubokTileOutput;

/// A depthwise convolution: each channel by a kernel of its own, the kernels of all channels being of one size.
typedef struct LubokDepthwise {
    /// Width and height of the kernels.
    size_t kernel;
    size_t stride;
    size_t channels;
    /// Floats from a line of the prepared picture to the next.
    size_t line_stride;
    /// [kernel][kernel][channels]
    const float *weights;
    /// A number for each channel, or NULL.
    const float *bias;
    /// Linear or swish, of the sums.
    LubokMapFunction function;
} LubokDepthwise;

typedef struct LubokPictureKernels {
    /// Adds `channels` neighbouring channels of pixels that are `stride` floats apart, and their squares, to `sums` and `squares`. In double
    /// precision squares about any mean come out of these without loss.
    void (*moments)(const float *values, size_t pixels, size_t stride, size_t channels, double *sums, double *squares);

    /// [pixels][channels] mapped and converted to [pixels][padded] elements of `precision`, float or bfloat16; zeros past `channels`.
    void (*prepare)(const float *values, size_t pixels, size_t channels, const LubokChannelMap *map, LubokPrecision precision,
                    size_t padded, void *output);

    /// The transforms of a row of tiles, in `precision`. `lines` are the lines of prepared pixels that the tiles read, as many as there are
    /// points, from the leftmost tile's first pixel on.
    void (*tile_inputs)(const float *const *lines, LubokPrecision precision, const LubokTiles *tiles, void *transformed);

    /// At every point the tiles times the panels: 16 floats for each panel. Each sum is taken in the order of the channels.
    void (*tile_products)(const void *transformed, const LubokTiles *tiles, const LubokTileWeights *weights, float *products,
                          const LubokTiles *product_tiles);

    /// The pixels of a row of tiles from the products.
    void (*tile_outputs)(const float *products, const LubokTiles *tiles, const LubokTileOutput *output);

    /// A line of a depthwise convolution: `output` [columns][channels]. `pixels` is the upper left pixel of prepared ones, [channels] each,
    /// that the first column reads. Each sum is taken in the order of the kernel, line by line.
    void (*depthwise_line)(const float *pixels, const LubokDepthwise *layer, size_t columns, float *output);
} LubokPictureKernels;

#endif
