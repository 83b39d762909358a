#include "palette/exact.h"

namespace cliploop {

bool ExactPalette::insert(uint32_t key) {
  size_t slot = slot_of(key);
  while (keys_[slot] != 0) {
    if (keys_[slot] == key) return true;
    slot = (slot + 1) % kSlots;
  }
  if (palette_.size() == kColors) return false;
  keys_[slot] = key;
  indices_[slot] = static_cast<uint8_t>(palette_.size());
  const uint32_t rgb = key - 1;
  palette_.push_back({static_cast<uint8_t>(rgb >> 16), static_cast<uint8_t>(rgb >> 8), static_cast<uint8_t>(rgb)});
  return true;
}

uint8_t ExactPalette::find(const uint8_t* rgb) const {
  const uint32_t key = key_of(rgb);
  size_t slot = slot_of(key);
  while (keys_[slot] != key) slot = (slot + 1) % kSlots;
  return indices_[slot];
}

}  // namespace cliploop
