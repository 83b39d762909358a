#include "frame/eetf.h"

#include <algorithm>
#include <cmath>

#include "frame/tone.h"

namespace cliploop {

Eetf::Eetf(const LuminanceRange& source, const LuminanceRange& target)
    : source_black_(nits_to_pq(source.black)),
      source_peak_(nits_to_pq(std::max(source.peak, target.peak))),
      target_black_(nits_to_pq(target.black)),
      target_peak_(nits_to_pq(target.peak)) {
  const double span = source_peak_ - source_black_;
  top_ = (target_peak_ - source_black_) / span;
  knee_ = 2 * top_ - 1;  // BT.2390 has 1.5 * top - 0.5, which flattens highlights more
  lift_ = (target_black_ - source_black_) / span;
  if (lift_ > 0) lift_falls_ = std::min(1 / lift_, 4.0);
  if (top_ < 1) gain_ = 1 / (1 + lift_ / top_ * std::pow(1 - top_, lift_falls_));
}

double Eetf::operator()(double nits) const {
  const double signal = std::clamp(nits_to_pq(nits), source_black_, source_peak_);
  double e = (signal - source_black_) / (source_peak_ - source_black_);
  if (e > knee_ && knee_ < 1) {
    // A Hermite spline from the knee, with a slope of 1, to the peak, with a slope of 0.
    const double t = (e - knee_) / (1 - knee_);
    const double rest = 1 - t;
    e = (1 + 2 * t) * rest * rest * knee_ + t * rest * rest * (1 - knee_) + t * t * (3 - 2 * t) * top_;
  }
  e += lift_ * std::pow(std::max(1 - e, 0.0), lift_falls_);
  e = gain_ * (e - lift_) + lift_;
  return pq_to_nits(std::clamp(source_black_ + e * (source_peak_ - source_black_), target_black_, target_peak_));
}

}  // namespace cliploop
