#include "job/crossfade.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace cliploop {
namespace {

constexpr int kLevels = 65535;

// sRGB of 8 bits to linear light of 16 bits, and back.
struct Curves {
  std::array<uint16_t, 256> to_linear{};
  std::vector<uint8_t> to_srgb = std::vector<uint8_t>(kLevels + 1);

  Curves() {
    for (size_t i = 0; i < to_linear.size(); ++i) {
      const double value = static_cast<double>(i) / 255;
      const double linear = value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
      to_linear[i] = static_cast<uint16_t>(std::lround(linear * kLevels));
    }
    for (size_t i = 0; i < to_srgb.size(); ++i) {
      const double linear = static_cast<double>(i) / kLevels;
      const double value = linear <= 0.0031308 ? linear * 12.92 : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
      to_srgb[i] = static_cast<uint8_t>(std::lround(value * 255));
    }
  }
};

const Curves& curves() {
  static const Curves all;
  return all;
}

}  // namespace

ImagePtr blend(const Image& first, const Image& second, double share) {
  const Curves& curve = curves();
  auto out = std::make_shared<Image>(first.width, first.height);
  out->opaque = first.opaque && second.opaque;
  constexpr uint32_t kWhole = 1 << 12;
  const auto more = static_cast<uint32_t>(std::lround(std::clamp(share, 0.0, 1.0) * kWhole));
  const uint32_t less = kWhole - more;
  const uint8_t* a = first.rgba.data();
  const uint8_t* b = second.rgba.data();
  uint8_t* to = out->rgba.data();
  for (size_t i = 0; i < out->pixels(); ++i, a += 4, b += 4, to += 4) {
    // Colors count as much as they are visible.
    const uint32_t weight_a = less * a[3];
    const uint32_t weight_b = more * b[3];
    const uint32_t all = weight_a + weight_b;
    for (int c = 0; c < 3; ++c) {
      const uint64_t sum = uint64_t{curve.to_linear[a[c]]} * weight_a + uint64_t{curve.to_linear[b[c]]} * weight_b;
      to[c] = all == 0 ? 0 : curve.to_srgb[(sum + all / 2) / all];
    }
    to[3] = static_cast<uint8_t>((all + kWhole / 2) / kWhole);
  }
  return out;
}

}  // namespace cliploop
