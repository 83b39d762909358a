#include "palette/histogram.h"

#include <utility>

namespace cliploop {

Rgb mean_of(const ColorBin& bin) {
  const uint32_t half = bin.weight / 2;
  return {static_cast<uint8_t>((bin.r + half) / bin.weight), static_cast<uint8_t>((bin.g + half) / bin.weight),
          static_cast<uint8_t>((bin.b + half) / bin.weight)};
}

uint32_t Histogram::open() {
  bins_.emplace_back();
  return static_cast<uint32_t>(bins_.size());
}

ColorBins Histogram::take() {
  slots_ = {};
  for (ColorBin& bin : bins_) bin.mean = ycc(mean_of(bin));
  return std::move(bins_);
}

}  // namespace cliploop
