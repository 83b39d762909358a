// Exact palettes, for frames with so few colors that the palette holds all of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "palette/palette.h"

namespace cliploop {

// Collects distinct colors, up to 255.
class ExactPalette {
 public:
  static constexpr size_t kColors = 255;

  // False when there are more than 255 distinct colors; the object must not be used any more then.
  bool add(const uint8_t* rgb) {
    const uint32_t key = key_of(rgb);
    if (key == last_) return true;
    last_ = key;
    return insert(key);
  }

  // The index of a color that was added.
  uint8_t find(const uint8_t* rgb) const;

  const Palette& palette() const { return palette_; }

 private:
  static constexpr size_t kSlots = 1024;
  static uint32_t key_of(const uint8_t* rgb) {
    return 1U + (uint32_t{rgb[0]} << 16 | uint32_t{rgb[1]} << 8 | uint32_t{rgb[2]});
  }
  static size_t slot_of(uint32_t key) { return (key * 2654435761U) >> 22; }
  bool insert(uint32_t key);

  uint32_t last_ = 0;
  std::array<uint32_t, kSlots> keys_{};  // 0: free
  std::array<uint8_t, kSlots> indices_{};
  Palette palette_;
};

}  // namespace cliploop
