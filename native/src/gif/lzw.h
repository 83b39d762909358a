// GIF's variable-length-code LZW.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace cliploop::gif {

// Bits a pixel for a table of `colors` (1 to 256) entries: 1 to 8.
int bits_for(int colors);

// Appends the LZW minimum code size byte, the data in sub-blocks and the block terminator.
// Every index must be below 1 << bits; bits: 1 to 8. Codes start one bit wider than the minimum code size, which GIF
// keeps at 2 or more.
void lzw(std::span<const uint8_t> indices, int bits, std::vector<uint8_t>& out);

}  // namespace cliploop::gif
