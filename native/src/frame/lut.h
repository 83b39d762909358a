// A ToneMap as a table, so that mapping a picture costs integer arithmetic only.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "frame/color.h"

namespace cliploop {

class ColorLut {
 public:
  // The table for a colour whose needs_mapping() holds; built once and shared by all threads that hold one.
  // Thread-safe.
  static std::shared_ptr<const ColorLut> shared(const ColorInfo& color);

  explicit ColorLut(const ColorInfo& color);

  // R G B A with 16 bits each to R G B A with 8; alpha is rounded, not mapped. The blocks may not overlap.
  void apply(const uint16_t* from, size_t pixels, uint8_t* to) const;

 private:
  static constexpr int cells = 48;  // along each axis
  static constexpr int nodes = cells + 1;

  std::vector<uint16_t> table_;  // [r][g][b][R G B 0], 255 << 7 is full
};

}  // namespace cliploop
