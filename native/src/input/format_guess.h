// Judges the format of an input by its first bytes and its name in libav.
#pragma once

#include <cstdint>
#include <vector>

#include "base/av_ptr.h"
#include "input/source.h"

namespace cliploop {

// Formats without a header are recognized by patterns of a few bits, which random data can match. This is the highest
// score of such a match, unless the demuxer has seen several frames in a row.
inline constexpr int kGuess = AVPROBE_SCORE_EXTENSION / 2 + 1;

// The detail of an error for an input that looks_encrypted().
inline constexpr const char* kLooksEncrypted =
    "its format is unknown, and its bytes look random. It may be encrypted, such as a segment of an encrypted HLS "
    "stream";

// Whether the input looks like the output of a block cipher: random bytes, and whole blocks.
bool looks_encrypted(Source& source);

// Whether all bytes are printable characters of ASCII, UTF-8 or an 8-bit code page.
bool is_text(const std::vector<uint8_t>& bytes);

// Whether the input is an HLS playlist. Since FFmpeg 6, libav recognizes it only by a name or a
// MIME type, which inputs do not have here.
bool is_hls(const std::vector<uint8_t>& bytes);

// Whether the format needs other files or network connections, which an input may not open.
bool refers_to_other_files(const AVInputFormat& format);

// The first bytes of the input, at most 32.
std::vector<uint8_t> peek(Source& source);

}  // namespace cliploop
