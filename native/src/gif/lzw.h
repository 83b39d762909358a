// The LZW compression of GIF, with codes of variable length.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace cliploop::gif {

// The bits per pixel for a table of `colors` (1 to 256) entries: 1 to 8.
int bits_for(int colors);

// Appends the minimum code size, the data in sub-blocks, and the block terminator to `out`. bits: 1 to 8; every index
// must be below 1 << bits. The minimum code size of GIF is at least 2, and codes start one bit wider.
void lzw(std::span<const uint8_t> indices, int bits, std::vector<uint8_t>& out);

}  // namespace cliploop::gif
