#include "palette/histogram.h"

#include <utility>

namespace cliploop {

uint32_t Histogram::open() {
  bins_.emplace_back();
  return static_cast<uint32_t>(bins_.size());
}

std::vector<ColorBin> Histogram::take() {
  slots_ = {};
  return std::move(bins_);
}

}  // namespace cliploop
