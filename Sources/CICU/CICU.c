#include "CICU.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

/// A result that is longer than the capacity is no error here: the caller asks again with the length that ICU states.
static int32_t length_or_failure(int32_t length, UErrorCode status) {
    if (status == U_BUFFER_OVERFLOW_ERROR) return length;
    return U_FAILURE(status) ? -(int32_t)status : length;
}

int32_t cicu_normalize_nfkc(const uint16_t *source, int32_t length, uint16_t *destination, int32_t capacity) {
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *normalizer = unorm2_getNFKCInstance(&status);
    // Does nothing when the line before has failed.
    int32_t needed = unorm2_normalize(normalizer, (const UChar *)source, length, (UChar *)destination, capacity, &status);
    return length_or_failure(needed, status);
}

int32_t cicu_lowercase_root(const uint16_t *source, int32_t length, uint16_t *destination, int32_t capacity) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t needed = u_strToLower((UChar *)destination, capacity, (const UChar *)source, length, "", &status);
    return length_or_failure(needed, status);
}

const char *cicu_error_name(int32_t code) {
    return u_errorName((UErrorCode)code);
}

bool cicu_is_white_space(uint32_t scalar) {
    if (u_charType((UChar32)scalar) == U_SPACE_SEPARATOR) return true;
    switch (u_charDirection((UChar32)scalar)) {
    case U_BLOCK_SEPARATOR:
    case U_SEGMENT_SEPARATOR:
    case U_WHITE_SPACE_NEUTRAL:
        return true;
    default:
        return false;
    }
}

bool cicu_is_control_or_format(uint32_t scalar) {
    int8_t category = u_charType((UChar32)scalar);
    return category == U_CONTROL_CHAR || category == U_FORMAT_CHAR;
}

bool cicu_is_extended_pictographic(uint32_t scalar) {
    return u_hasBinaryProperty((UChar32)scalar, UCHAR_EXTENDED_PICTOGRAPHIC);
}

bool cicu_is_emoji_modifier(uint32_t scalar) {
    return u_hasBinaryProperty((UChar32)scalar, UCHAR_EMOJI_MODIFIER);
}
