// ICC profiles of pictures: those of a matrix and tone curves, as displays, cameras and Display P3 have.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

extern "C" {
#include <libavutil/frame.h>
}

#include "frame/primaries.h"

namespace cliploop {

struct IccProfile {
  // Light by signal, at equal steps from 0 to 1.
  using Curve = std::vector<double>;

  std::array<Curve, 3> curves;
  Matrix3 to_709{};  // linear light

  double light(size_t channel, double signal) const;
  friend bool operator==(const IccProfile&, const IccProfile&) = default;
};

// Null for data that is damaged, and for profiles of another kind (such as printers).
std::shared_ptr<const IccProfile> parse_icc(std::span<const uint8_t> data);

// The profile of a frame. Null when it has none that can be used, or when its colors are those of sRGB.
std::shared_ptr<const IccProfile> icc_profile(const AVFrame& frame);

}  // namespace cliploop
