#include "input/loss_watch.h"

#include <algorithm>

namespace cliploop {

LossWatch::Finding LossWatch::look(const AVPacket& packet) {
  constexpr int64_t kNear = 4;  // packets that may lie between the report and the hole
  Finding finding;
  finding.suspect = (packet.flags & AV_PKT_FLAG_CORRUPT) != 0;
  if (finding.suspect) suspect_at_ = count_;
  if (packet.dts != AV_NOPTS_VALUE && last_ != AV_NOPTS_VALUE) {
    const int64_t step = packet.dts - last_;
    const int64_t longest = *std::max_element(steps_.begin(), steps_.end());
    const bool is_hole = longest > 0 && step > longest + longest / 2;
    if (is_hole && suspect_at_ >= 0 && count_ - suspect_at_ <= kNear) {
      finding.lost = true;
      suspect_at_ = -1;
    } else {
      steps_[static_cast<size_t>(count_) % kSteps] = step;
    }
  }
  last_ = packet.dts;
  ++count_;
  return finding;
}

}  // namespace cliploop
