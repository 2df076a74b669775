// The truth of the kernels that bring numbers into the order of weights.
#include "tiers.h"

#include <string.h>

static void pack(const void *values, size_t output_stride, size_t input_stride, size_t outputs, size_t inner, LubokPrecision precision,
                 void *panels) {
    size_t bytes = precision == LUBOK_FLOAT32 ? sizeof(float) : sizeof(uint16_t), together = sizeof(float) / bytes;
    size_t groups = (inner + together - 1) / together;
    size_t padded = (outputs + LUBOK_PANEL_WIDTH - 1) / LUBOK_PANEL_WIDTH * LUBOK_PANEL_WIDTH;
    memset(panels, 0, padded * groups * together * bytes);
    for (size_t o = 0; o < outputs; o++) {
        for (size_t i = 0; i < inner; i++) {
            size_t group = o / LUBOK_PANEL_WIDTH * groups + i / together;
            size_t place = (group * LUBOK_PANEL_WIDTH + o % LUBOK_PANEL_WIDTH) * together + i % together;
            memcpy((char *)panels + place * bytes, (const char *)values + (o * output_stride + i * input_stride) * bytes, bytes);
        }
    }
}

static void rows(const void *values, size_t stride, size_t outputs, size_t inner, LubokPrecision precision, void *panels) {
    pack(values, stride, 1, outputs, inner, precision, panels);
}

static void columns(const void *values, size_t stride, size_t outputs, size_t inner, LubokPrecision precision, void *panels) {
    pack(values, 1, stride, outputs, inner, precision, panels);
}

const LubokPackingKernels lubok_packing_kernels_scalar = {.rows = rows, .columns = columns};
