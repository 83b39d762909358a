// The container of animated WebP: RIFF, VP8X, ANIM, then an ANMF chunk for each frame. It is written frame by frame,
// and two fields of the header are patched at the end.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "webp/patch.h"

namespace cliploop::webp {

// RIFF, VP8X and ANIM. loop: total plays, 0 to 65535; 0 = forever. The size and the alpha flag are 0 until they are
// patched.
std::vector<uint8_t> file_header(int width, int height, int loop);

// The offsets and the bytes of the two fields that are patched.
inline constexpr int64_t riff_size_offset = 4;
// The limit of its 32 bits, less some room for headers.
inline constexpr int64_t max_file_bytes = (int64_t{1} << 32) - 1024;
std::vector<uint8_t> riff_size(int64_t file_bytes);
inline constexpr int64_t flags_offset = 20;
std::vector<uint8_t> flags(bool alpha);

// The ANMF header that precedes the chunks of a frame. The frame replaces the pixels on screen, or is blended over them
// when the patch has kept blocks. duration_ms: 0 to max_duration_ms.
inline constexpr int64_t max_duration_ms = (1 << 24) - 1;
std::vector<uint8_t> frame_header(const Patch& patch, size_t chunk_bytes, int64_t duration_ms);

// Whether the chunks of a frame contain alpha.
bool has_alpha(std::span<const uint8_t> chunks);

}  // namespace cliploop::webp
