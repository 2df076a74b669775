// Reading: limits on everything that libpng allocates, strict about text chunks and checksums.

#include "CPNG.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct CPNGReader {
    png_structp png;
    png_infop info;
    const uint8_t *bytes;
    size_t byteCount;
    size_t byteOffset;
    size_t workingBytes;
    size_t maximumWorkingBytes;
    CPNGStatus status;
    char message[192];
};

// Precedes every block that libpng holds, so that freeing it gives its size back to the account.
typedef union {
    size_t size;
    max_align_t alignment;
} BlockHeader;

static png_voidp allocateCounted(png_structp png, png_alloc_size_t size) {
    CPNGReader *reader = png_get_mem_ptr(png);
    if (size > reader->maximumWorkingBytes - reader->workingBytes) {
        // libpng takes some failed allocations for a mere warning; the status remembers this one.
        reader->status = CPNGStatusMemoryLimit;
        return NULL;
    }
    BlockHeader *block = malloc(sizeof(BlockHeader) + size);
    if (block == NULL) {
        reader->status = CPNGStatusMemoryLimit;
        return NULL;
    }
    block->size = size;
    reader->workingBytes += size;
    return block + 1;
}

static void freeCounted(png_structp png, png_voidp memory) {
    if (memory == NULL) return;
    CPNGReader *reader = png_get_mem_ptr(png);
    BlockHeader *block = (BlockHeader *)memory - 1;
    reader->workingBytes -= block->size;
    free(block);
}

static PNG_NORETURN void failReading(png_structp png, png_const_charp message) {
    CPNGReader *reader = png_get_error_ptr(png);
    if (reader->status == CPNGStatusSuccess) reader->status = CPNGStatusMalformed;
    snprintf(reader->message, sizeof reader->message, "%s", message);
    png_longjmp(png, 1);
}

static void ignoreWarning(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

static void readBytes(png_structp png, png_bytep target, size_t count) {
    CPNGReader *reader = png_get_io_ptr(png);
    if (count > reader->byteCount - reader->byteOffset) {
        reader->byteOffset = reader->byteCount;
        reader->status = CPNGStatusTruncated;
        png_error(png, "unexpected end of data");
    }
    memcpy(target, reader->bytes + reader->byteOffset, count);
    reader->byteOffset += count;
}

// Only the chunks that matter for the pixels and the texts are parsed; the others are skipped, their checksums still checked.
static void skipUnneededChunks(png_structp png) {
    static const png_byte textChunks[] = "tEXt\0zTXt\0iTXt";
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_AS_DEFAULT, textChunks, 3);
}

CPNGReader *CPNGReaderCreate(const uint8_t *bytes, size_t byteCount, CPNGLimits limits) {
    CPNGReader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) return NULL;
    reader->bytes = bytes;
    reader->byteCount = byteCount;
    reader->maximumWorkingBytes = limits.maximumWorkingBytes;
    reader->png = png_create_read_struct_2(
        PNG_LIBPNG_VER_STRING, reader, failReading, ignoreWarning, reader, allocateCounted, freeCounted);
    reader->info = reader->png == NULL ? NULL : png_create_info_struct(reader->png);
    if (reader->info == NULL) {
        CPNGReaderDestroy(reader);
        return NULL;
    }
    png_set_read_fn(reader->png, reader, readBytes);
    png_set_user_limits(reader->png, limits.maximumSide, limits.maximumSide);
    png_set_chunk_malloc_max(reader->png, limits.maximumChunkBytes);
    png_set_crc_action(reader->png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    return reader;
}

CPNGStatus CPNGReaderReadHeader(CPNGReader *reader, CPNGHeader *header) {
    png_structp png = reader->png;
    png_infop info = reader->info;
    if (setjmp(png_jmpbuf(png))) return reader->status;

    skipUnneededChunks(png);
    // What libpng calls a benign error in the chunks that are left is a text or a transparency that would be lost.
    png_set_benign_errors(png, 0);
    png_read_info(png, info);
    if (reader->status != CPNGStatusSuccess) png_error(png, "a chunk does not fit into the working memory");

    png_set_expand(png);
    png_set_strip_16(png);
    png_set_gray_to_rgb(png);
    png_set_interlace_handling(png);
    // A palette index past the palette's end is black, as in most programs.
    png_set_check_for_invalid_index(png, -1);
    png_read_update_info(png, info);

    header->width = png_get_image_width(png, info);
    header->height = png_get_image_height(png, info);
    header->channelCount = png_get_channels(png, info);
    size_t rowBytes = png_get_rowbytes(png, info);
    bool isRGB = header->channelCount == 3 || header->channelCount == 4;
    if (!isRGB || rowBytes != (size_t)header->width * header->channelCount) png_error(png, "unexpected row layout");
    return reader->status;
}

CPNGStatus CPNGReaderReadPixels(CPNGReader *reader, uint8_t *pixels, size_t byteCount) {
    png_structp png = reader->png;
    png_infop info = reader->info;
    if (setjmp(png_jmpbuf(png))) return reader->status;

    size_t rowBytes = png_get_rowbytes(png, info);
    uint32_t height = png_get_image_height(png, info);
    if (byteCount / rowBytes < height) png_error(png, "the pixel buffer is too small");

    // Data left over after the last row harm nobody.
    png_set_benign_errors(png, 1);
    int passCount = png_set_interlace_handling(png);
    for (int pass = 0; pass < passCount; ++pass) {
        for (uint32_t row = 0; row < height; ++row) png_read_row(png, pixels + row * rowBytes, NULL);
    }

    png_set_benign_errors(png, 0);
    png_read_end(png, info);
    if (reader->status != CPNGStatusSuccess) png_error(png, "a chunk does not fit into the working memory");
    return reader->status;
}

size_t CPNGReaderTextCount(const CPNGReader *reader) {
    int count = 0;
    png_get_text(reader->png, reader->info, NULL, &count);
    return (size_t)count;
}

CPNGText CPNGReaderText(const CPNGReader *reader, size_t index) {
    png_textp texts = NULL;
    png_get_text(reader->png, reader->info, &texts, NULL);
    const png_text *chunk = &texts[index];
    bool isInternational = chunk->compression >= PNG_ITXT_COMPRESSION_NONE;
    CPNGText text = {
        .keyword = chunk->key,
        .keywordByteCount = strlen(chunk->key),
        .text = chunk->text,
        .textByteCount = isInternational ? chunk->itxt_length : chunk->text_length,
        .isUTF8 = isInternational,
    };
    return text;
}

const char *CPNGReaderMessage(const CPNGReader *reader) { return reader->message; }

size_t CPNGReaderByteOffset(const CPNGReader *reader) { return reader->byteOffset; }

void CPNGReaderDestroy(CPNGReader *reader) {
    if (reader == NULL) return;
    png_destroy_read_struct(&reader->png, &reader->info, NULL);
    free(reader);
}
