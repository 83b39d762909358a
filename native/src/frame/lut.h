// A ToneMap or SdrMap as a lookup table, so that frames are mapped with integer arithmetic only.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "frame/color.h"

namespace cliploop {

class ColorLut {
 public:
  // The table for a color whose needs_mapping() is true. A table that is in use is shared. Thread-safe.
  static std::shared_ptr<const ColorLut> shared(const ColorInfo& color);

  explicit ColorLut(const ColorInfo& color);

  // Converts R G B A of 16 bits each to R G B A of 8 bits. Alpha is rounded, not mapped. The blocks must not overlap.
  void apply(const uint16_t* from, size_t pixels, uint8_t* to) const;

 private:
  static constexpr int cells = 48;  // along each axis
  static constexpr int nodes = cells + 1;

  // axis: the input of map() at the nodes.
  template <typename Map>
  void fill(const std::array<double, nodes>& axis, const Map& map);

  std::vector<uint16_t> table_;  // [r][g][b][R G B 0]; 255 << 7 is the largest value
};

}  // namespace cliploop
