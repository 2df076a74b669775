// The part of ICU that text normalisation needs.
//
// ICU appends its major version to every exported symbol by macro (u_charType is u_charType_72 in one release and u_charType_76 in
// the next), which Swift's importer does not expand; and Foundation brings an ICU of another version, whose types of the same names
// must not meet these in one module. So ICU's headers stay behind this one.

#ifndef CICU_H
#define CICU_H

#include <stdbool.h>
#include <stdint.h>

/// Normalisation form KC. Lengths and capacity count UTF-16 units; the buffers must not overlap.
/// Returns the length of the whole result, of which no more than `capacity` is written, or a negated ICU error code.
int32_t cicu_normalize_nfkc(const uint16_t *source, int32_t length, uint16_t *destination, int32_t capacity);

/// Full lowercase mapping in the root locale, final sigma included. Arguments and result as above.
int32_t cicu_lowercase_root(const uint16_t *source, int32_t length, uint16_t *destination, int32_t capacity);

/// ICU's own name of an error code, such as "U_MEMORY_ALLOCATION_ERROR".
const char *cicu_error_name(int32_t code);

/// Whether Python's str.isspace holds: a space separator, or bidirectional class B, S or WS. That is Unicode's White_Space and the
/// four information separators U+001C…U+001F.
bool cicu_is_white_space(uint32_t scalar);

/// General category Cc or Cf: soft hyphen, byte order mark, bidirectional marks, joiners, tags.
bool cicu_is_control_or_format(uint32_t scalar);

/// The property Extended_Pictographic.
bool cicu_is_extended_pictographic(uint32_t scalar);

/// The property Emoji_Modifier: a skin tone.
bool cicu_is_emoji_modifier(uint32_t scalar);

#endif
