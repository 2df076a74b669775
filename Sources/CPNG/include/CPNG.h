// libpng's row interface behind functions that return instead of jumping.
//
// libpng reports an error by longjmp, which must never cross a Swift frame. Each function here sets its own landing place and returns
// a status; the reason in words and the byte offset are kept in the reader or writer. No file is opened here: bytes in, bytes out.

#ifndef CPNG_H
#define CPNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// How a call ended. After anything but success only the message, the offset and the destructor may be used.
typedef enum __attribute__((enum_extensibility(closed))) {
    CPNGStatusSuccess,
    /// The data break the PNG format, or a checksum does not fit.
    CPNGStatusMalformed,
    /// The data end before the picture does.
    CPNGStatusTruncated,
    /// libpng asked for more working memory than it was allowed.
    CPNGStatusMemoryLimit,
} CPNGStatus;

// MARK: Reading

typedef struct CPNGReader CPNGReader;

typedef struct {
    /// The largest width and the largest height, in pixels.
    uint32_t maximumSide;
    /// What libpng may hold at one time for rows, decompression and text chunks, in bytes. The picture itself is the caller's.
    size_t maximumWorkingBytes;
    /// The largest chunk other than IDAT, before and after decompression, in bytes.
    size_t maximumChunkBytes;
} CPNGLimits;

typedef struct {
    uint32_t width;
    uint32_t height;
    /// Channels of the decoded picture: 3 (red, green, blue) or 4 (and alpha).
    uint32_t channelCount;
} CPNGHeader;

typedef struct {
    /// `keywordByteCount` bytes, Latin-1.
    const char *keyword;
    size_t keywordByteCount;
    /// `textByteCount` bytes, UTF-8 or Latin-1.
    const char *text;
    size_t textByteCount;
    bool isUTF8;
} CPNGText;

/// A reader over `byteCount` bytes, which must stay where they are until the reader is destroyed. NULL when memory is short.
CPNGReader *CPNGReaderCreate(const uint8_t *bytes, size_t byteCount, CPNGLimits limits);

/// Reads everything before the first pixel. Every colour type is set up to come out as 8-bit RGB, or RGBA where the file has an alpha
/// channel or a transparent colour; 16-bit samples keep their high byte. Colour profiles and gamma are not looked at.
CPNGStatus CPNGReaderReadHeader(CPNGReader *reader, CPNGHeader *header);

/// Reads the pixels, interlaced [height, width, channelCount], and all that follows them. `pixels` starts as zeros.
CPNGStatus CPNGReaderReadPixels(CPNGReader *reader, uint8_t *pixels, size_t byteCount);

/// The text chunks read so far, in the order of the file. They live as long as the reader.
size_t CPNGReaderTextCount(const CPNGReader *reader);
CPNGText CPNGReaderText(const CPNGReader *reader, size_t index);

/// Why the last call failed, in libpng's words.
const char *CPNGReaderMessage(const CPNGReader *reader);

/// How many bytes had been read when the last call returned.
size_t CPNGReaderByteOffset(const CPNGReader *reader);

void CPNGReaderDestroy(CPNGReader *reader);

// MARK: Writing

typedef struct CPNGWriter CPNGWriter;

/// A writer into memory. NULL when memory is short.
CPNGWriter *CPNGWriterCreate(void);

/// Adds an uncompressed iTXt chunk in front of the pixels. `keyword` is 1 to 79 characters of printable ASCII; `text` is UTF-8.
/// False when that failed.
bool CPNGWriterAddText(CPNGWriter *writer, const char *keyword, const char *text);

/// Writes the whole file, once. `pixels` is [height, width, channelCount] with 3 or 4 channels of 8 bits. False when that failed.
bool CPNGWriterWrite(
    CPNGWriter *writer, const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channelCount);

/// The file, once written. It lives as long as the writer.
const uint8_t *CPNGWriterBytes(const CPNGWriter *writer);
size_t CPNGWriterByteCount(const CPNGWriter *writer);

/// Why the last call failed, in libpng's words.
const char *CPNGWriterMessage(const CPNGWriter *writer);

void CPNGWriterDestroy(CPNGWriter *writer);

#endif
