// A ToneMap or SdrMap as a lookup table, so that frames are mapped with integer arithmetic only.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "frame/color.h"
#include "frame/dither_row.h"

namespace cliploop {

class ColorLut {
 public:
  // The table for a color whose needs_mapping() is true. A table that is in use is shared. Thread-safe.
  static std::shared_ptr<const ColorLut> shared(const ColorInfo& color);

  explicit ColorLut(const ColorInfo& color);

  // Converts R G B A of 16 bits each to R G B A of 8 bits. Alpha is rounded, not mapped. The blocks must not overlap.
  void apply(const uint16_t* from, size_t pixels, uint8_t* to) const;
  // The same with dithering instead of rounding to the nearest value.
  void apply(const uint16_t* from, size_t pixels, DitherRow dither, uint8_t* to) const;

 private:
  static constexpr int cells = 48;  // along each axis
  static constexpr int nodes = cells + 1;

  // axis: the input of map() at the nodes.
  template <typename Map>
  void fill(const std::array<double, nodes>& axis, const Map& map);

  // next_offset(): added to the next pixel before it is rounded down.
  template <typename Offset>
  void convert(const uint16_t* from, size_t pixels, Offset next_offset, uint8_t* to) const;

  std::vector<uint16_t> table_;  // [r][g][b][R G B 0]; 255 << 7 is the largest value
};

}  // namespace cliploop
