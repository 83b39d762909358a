#include "palette/nearest.h"

#include <algorithm>
#include <utility>

namespace cliploop {

NearestColor::NearestColor(const Palette& palette) {
  colors_.reserve(palette.size());
  sorted_.reserve(palette.size());
  for (const Rgb color : palette) {
    sorted_.push_back({ycc(color), static_cast<int>(colors_.size())});
    colors_.push_back(ycc(color));
  }
  std::stable_sort(sorted_.begin(), sorted_.end(),
                   [](const Entry& a, const Entry& b) { return a.color.y < b.color.y; });
  size_t at = 0;
  for (size_t luma = 0; luma < start_.size(); ++luma) {
    while (at < sorted_.size() && sorted_[at].color.y < static_cast<int>(luma * 4)) ++at;
    start_[luma] = static_cast<uint16_t>(at);
  }
}

int NearestColor::find(Ycc color, int hint) const {
  int index = hint;
  int best = distance(colors_[static_cast<size_t>(hint)], color);
  const Entry* const begin = sorted_.data();
  const Entry* const end = begin + sorted_.size();
  const Entry* const middle = begin + start_[static_cast<size_t>(std::clamp(color.y >> 2, 0, 255))];
  const auto look = [&](const Entry& entry) {
    const int d = distance(entry.color, color);
    if (d < best) {
      best = d;
      index = entry.index;
    }
  };
  // A side ends for good once its luma alone is no nearer than the best. Both sides in turn, so that the best shrinks
  // early.
  const Entry* up = middle;
  const Entry* down = middle;  // one beyond the next
  bool above = true;
  bool below = true;
  while (above || below) {
    if (above) {
      // Right after the middle, entries may still be a little darker than the colour.
      const int dy = up == end ? 0 : std::max(0, up->color.y - color.y);
      above = up != end && dy * dy < best;
      if (above) look(*up++);
    }
    if (below) {
      const int dy = down == begin ? 0 : color.y - (down - 1)->color.y;
      below = down != begin && dy * dy < best;
      if (below) look(*--down);
    }
  }
  return index;
}

ColorTable::ColorTable(Palette palette)
    : palette_(std::move(palette)), nearest_(palette_), cells_(size_t{1} << 18, 0) {}

}  // namespace cliploop
