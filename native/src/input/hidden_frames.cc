// Finds frames that need not be decoded. These methods of Reader compare the times of packets with those of the
// samples.
#include <algorithm>
#include <vector>

#include "input/reader.h"

namespace cliploop {

bool Reader::is_on_grid(const AVPacket& packet, const SampleTimes::Grid& grid) const {
  if (!grid.from) return false;
  const int64_t from = timeline_.stamp_of(*grid.from);
  const int64_t longest = timeline_.stamp_of(grid.longest) - timeline_.stamp_of(Rational{});
  std::vector<int64_t> stamps(past_stamps_.begin(), past_stamps_.end());
  stamps.insert(stamps.end(), window_stamps_.begin(), window_stamps_.end());
  std::sort(stamps.begin(), stamps.end());
  if (stamps.empty() || stamps.front() > from) return false;
  const auto last = std::upper_bound(stamps.begin(), stamps.end(), packet.pts);
  for (auto stamp = std::upper_bound(stamps.begin(), stamps.end(), from); stamp < last; ++stamp) {
    if (*stamp - *std::prev(stamp) > longest) return false;
  }
  return true;
}

// A frame is not visible when another one replaces it on screen before the next sample.
bool Reader::is_hidden(const AVPacket& packet) const {
  if (packet.pts == AV_NOPTS_VALUE) return false;
  const auto grid = sample_times_->grid();
  if (grid && !is_on_grid(packet, *grid)) return false;
  const Rational at = timeline_.time_of(packet.pts);
  const std::optional<Rational> sample = sample_times_->next_sample(at);
  if (!sample) return false;  // reading ends soon
  const int64_t latest = timeline_.stamp_of(*sample + timeline_.tolerance());
  const auto replaces = [&](int64_t stamp) { return stamp > packet.pts && stamp <= latest; };
  const auto later = window_stamps_.upper_bound(packet.pts);
  if (later != window_stamps_.end() && replaces(*later)) return true;
  return std::any_of(past_stamps_.begin(), past_stamps_.end(), replaces);
}

}  // namespace cliploop
