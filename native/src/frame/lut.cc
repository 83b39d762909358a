#include "frame/lut.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <mutex>

#include "frame/sdr.h"
#include "frame/tone.h"

namespace cliploop {

namespace {

constexpr int entry_bits = 7;  // fraction bits of an entry
constexpr int weight_bits = 10;
constexpr int weight_one = 1 << weight_bits;
constexpr int shift = entry_bits + weight_bits;

using Entry = uint16_t __attribute__((vector_size(8)));
using Sum = int32_t __attribute__((vector_size(16)));

struct Axis {
  int cell = 0;
  int weight = 0;  // of the next node, 0 to weight_one
};

template <int cells>
Axis locate(uint16_t value) {
  // 65535 becomes 65536, so that white lies on the last node.
  const int scaled = (value + (value >> 15)) * cells;
  const int cell = std::min(scaled >> 16, cells - 1);
  return {cell, (scaled - (cell << 16)) >> (16 - weight_bits)};
}

}  // namespace

std::shared_ptr<const ColorLut> ColorLut::shared(const ColorInfo& color) {
  struct Known {
    ColorInfo color;
    std::weak_ptr<const ColorLut> table;
  };
  static std::mutex mutex;
  static std::vector<Known> tables;
  // Only what the table depends on: the signals are R'G'B' already.
  ColorInfo key = color;
  key.matrix = AVCOL_SPC_RGB;
  key.range = AVCOL_RANGE_JPEG;
  key.dolby = nullptr;
  const std::lock_guard lock(mutex);
  std::erase_if(tables, [](const Known& known) { return known.table.expired(); });
  for (const Known& known : tables) {
    if (!known.color.same_meaning(key)) continue;
    if (std::shared_ptr<const ColorLut> table = known.table.lock()) return table;
  }
  auto table = std::make_shared<const ColorLut>(color);
  tables.push_back({key, table});
  return table;
}

template <typename Map>
void ColorLut::fill(const std::array<double, nodes>& axis, const Map& map) {
  uint16_t* entry = table_.data();
  for (const double r : axis) {
    for (const double g : axis) {
      for (const double b : axis) {
        const std::array<double, 3> out = map({r, g, b});
        for (size_t i = 0; i < 3; ++i) entry[i] = static_cast<uint16_t>(std::lround(out[i] * (255 << entry_bits)));
        entry += 4;
      }
    }
  }
}

ColorLut::ColorLut(const ColorInfo& color) : table_(static_cast<size_t>(nodes) * nodes * nodes * 4) {
  std::array<double, nodes> axis{};
  for (size_t i = 0; i < nodes; ++i) axis[i] = static_cast<double>(i) / cells;
  if (!color.hdr()) {
    fill(axis, SdrMap(color));
    return;
  }
  const ToneMap map(color);
  for (double& value : axis) value = map.light_of(value);
  fill(axis, [&](const ToneMap::Rgb& light) { return map.show(light); });
}

template <typename Offset>
void ColorLut::convert(const uint16_t* from, size_t pixels, Offset next_offset, uint8_t* to) const {
  constexpr int step_r = nodes * nodes * 4;
  constexpr int step_g = nodes * 4;
  constexpr int step_b = 4;
  for (size_t i = 0; i < pixels; ++i, from += 4, to += 4) {
    const Axis r = locate<cells>(from[0]);
    const Axis g = locate<cells>(from[1]);
    const Axis b = locate<cells>(from[2]);
    const uint16_t* corner = table_.data() + r.cell * step_r + g.cell * step_g + b.cell * step_b;

    // Tetrahedral interpolation: from the dark corner of the cell to the bright one, along the axes in the order of
    // their weights.
    int w1 = r.weight, w2 = g.weight, w3 = b.weight;
    int s1 = step_r, s2 = step_g, s3 = step_b;
    if (w1 < w2) {
      std::swap(w1, w2);
      std::swap(s1, s2);
    }
    if (w2 < w3) {
      std::swap(w2, w3);
      std::swap(s2, s3);
    }
    if (w1 < w2) {
      std::swap(w1, w2);
      std::swap(s1, s2);
    }
    const auto node = [&](int offset) {
      Entry entry;
      std::memcpy(&entry, corner + offset, sizeof entry);
      return __builtin_convertvector(entry, Sum);
    };
    const Sum sum = node(0) * (weight_one - w1) + node(s1) * (w1 - w2) + node(s1 + s2) * (w2 - w3) +
                    node(step_r + step_g + step_b) * w3;
    const Sum rounded = (sum + next_offset()) >> shift;
    to[0] = static_cast<uint8_t>(rounded[0]);
    to[1] = static_cast<uint8_t>(rounded[1]);
    to[2] = static_cast<uint8_t>(rounded[2]);
    to[3] = static_cast<uint8_t>((from[3] * 255 + 32767) / 65535);
  }
}

void ColorLut::apply(const uint16_t* from, size_t pixels, uint8_t* to) const {
  convert(
      from, pixels, [] { return 1 << (shift - 1); }, to);
}

void ColorLut::apply(const uint16_t* from, size_t pixels, DitherRow dither, uint8_t* to) const {
  convert(
      from, pixels, [&] { return dither.next(shift); }, to);
}

}  // namespace cliploop
