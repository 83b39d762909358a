// Writes the blocks of the GIF89a format; each function appends to `out`.
#pragma once

#include <cstdint>
#include <vector>

#include "gif/indexed.h"

namespace cliploop::gif {

// The longest delay in a graphic control extension, in centiseconds.
inline constexpr int kMaxDelay = 65535;

// Signature and logical screen descriptor, without a global color table.
void put_screen(int width, int height, std::vector<uint8_t>& out);

// The NETSCAPE2.0 block. repeats: plays after the first, 0 = forever.
void put_loop(int repeats, std::vector<uint8_t>& out);

// transparent: an index, or -1. delay_cs: centiseconds, 0 to kMaxDelay.
void put_control(Disposal disposal, int transparent, int delay_cs, std::vector<uint8_t>& out);

// Image descriptor and local color table. The table is padded with black to 1 << bits entries.
void put_image(const Rect& rect, const Palette& palette, int bits, std::vector<uint8_t>& out);

void put_trailer(std::vector<uint8_t>& out);

}  // namespace cliploop::gif
