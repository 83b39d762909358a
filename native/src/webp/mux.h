// The animated WebP container: RIFF, VP8X, ANIM, then an ANMF chunk for each frame. Written as frames come; two fields
// of the header are known at the end.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "webp/patch.h"

namespace cliploop::webp {

// RIFF, VP8X and ANIM. loop: total plays, 0 = for ever, 65535 at most. Size and alpha flag are zero until patched.
std::vector<uint8_t> file_header(int width, int height, int loop);

// Where the two late fields lie in the header, and what goes there.
inline constexpr int64_t riff_size_offset = 4;
// What its 32 bits can count, with some room for headers.
inline constexpr int64_t max_file_bytes = (int64_t{1} << 32) - 1024;
std::vector<uint8_t> riff_size(int64_t file_bytes);
inline constexpr int64_t flags_offset = 20;
std::vector<uint8_t> flags(bool alpha);

// An ANMF header for the chunks of a frame, which follow it. The frame replaces what was there, or is blended over
// it where the patch says so, and stays. duration_ms: 0 to max_duration_ms.
inline constexpr int64_t max_duration_ms = (1 << 24) - 1;
std::vector<uint8_t> frame_header(const Patch& patch, size_t chunk_bytes, int64_t duration_ms);

// Whether a frame's chunks carry alpha.
bool has_alpha(std::span<const uint8_t> chunks);

}  // namespace cliploop::webp
