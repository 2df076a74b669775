// Writing: fixed compression and filters and no time stamp, so that the same picture always gives the same bytes.

#include "CPNG.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct CPNGWriter {
    png_structp png;
    png_infop info;
    uint8_t *bytes;
    size_t byteCount;
    size_t capacity;
    char message[192];
};

static PNG_NORETURN void failWriting(png_structp png, png_const_charp message) {
    CPNGWriter *writer = png_get_error_ptr(png);
    snprintf(writer->message, sizeof writer->message, "%s", message);
    png_longjmp(png, 1);
}

static void ignoreWarning(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

static void appendBytes(png_structp png, png_bytep source, size_t count) {
    CPNGWriter *writer = png_get_io_ptr(png);
    if (count > writer->capacity - writer->byteCount) {
        size_t capacity = writer->capacity * 2 + count;
        uint8_t *bytes = realloc(writer->bytes, capacity);
        if (bytes == NULL) png_error(png, "out of memory");
        writer->bytes = bytes;
        writer->capacity = capacity;
    }
    memcpy(writer->bytes + writer->byteCount, source, count);
    writer->byteCount += count;
}

static void flushNothing(png_structp png) { (void)png; }

CPNGWriter *CPNGWriterCreate(void) {
    CPNGWriter *writer = calloc(1, sizeof *writer);
    if (writer == NULL) return NULL;
    writer->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, writer, failWriting, ignoreWarning);
    writer->info = writer->png == NULL ? NULL : png_create_info_struct(writer->png);
    if (writer->info == NULL) {
        CPNGWriterDestroy(writer);
        return NULL;
    }
    png_set_write_fn(writer->png, writer, appendBytes, flushNothing);
    return writer;
}

bool CPNGWriterAddText(CPNGWriter *writer, const char *keyword, const char *text) {
    if (setjmp(png_jmpbuf(writer->png))) return false;
    // libpng's declaration lacks the `const` that its copying would allow.
    png_text chunk = {
        .compression = PNG_ITXT_COMPRESSION_NONE,
        .key = (png_charp)keyword,
        .text = (png_charp)text,
        .itxt_length = strlen(text),
        .lang = "",
        .lang_key = "",
    };
    png_set_text(writer->png, writer->info, &chunk, 1);
    return true;
}

bool CPNGWriterWrite(
    CPNGWriter *writer, const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channelCount) {
    png_structp png = writer->png;
    png_infop info = writer->info;
    if (setjmp(png_jmpbuf(png))) return false;

    int colorType = channelCount == 4 ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB;
    // Large pictures are the caller's wish here, not a stranger's.
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_IHDR(
        png, info, width, height, 8, colorType, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
        PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(png, 6);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_ALL_FILTERS);
    png_write_info(png, info);
    size_t rowBytes = (size_t)width * channelCount;
    for (uint32_t row = 0; row < height; ++row) png_write_row(png, pixels + row * rowBytes);
    png_write_end(png, info);
    return true;
}

const uint8_t *CPNGWriterBytes(const CPNGWriter *writer) { return writer->bytes; }

size_t CPNGWriterByteCount(const CPNGWriter *writer) { return writer->byteCount; }

const char *CPNGWriterMessage(const CPNGWriter *writer) { return writer->message; }

void CPNGWriterDestroy(CPNGWriter *writer) {
    if (writer == NULL) return;
    png_destroy_write_struct(&writer->png, &writer->info);
    free(writer->bytes);
    free(writer);
}
