#include "frame/deinterlace.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

extern "C" {
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
}

#include "base/av_compat.h"
#include "base/status.h"

namespace cliploop {

namespace {

// Columns at the left and right border in which slanted edges are not searched.
constexpr int reach = 3;

// Combing widens the limit of the interpolation to at most this multiple of the change over time at the same place.
constexpr int max_comb_ratio = 16;

// The lines around a missing line. `above` and `below` belong to the kept field; far_* and the missing line itself
// belong to the other field. "before" and "after" are the fields beside the kept one in time: for lines of the kept
// field those of the neighboring frames, for lines of the other field those of the previous and the current frame.
template <typename T>
struct Lines {
  const T *above, *below;
  const T *above_before, *below_before, *above_after, *below_after;
  const T *missing_before, *missing_after;
  const T *far_above_before, *far_above_after, *far_below_before, *far_below_after;
};

inline int difference(int a, int b) { return std::abs(a - b); }

// Interpolates between the lines above and below, along the direction in which they differ least. The steeper of two
// slants counts only when the milder one is better than vertical.
template <typename T>
inline int along_edge(const T* above, const T* below, int x) {
  const auto disagreement = [&](int slant) {
    return difference(above[x - 1 + slant], below[x - 1 - slant]) + difference(above[x + slant], below[x - slant]) +
           difference(above[x + 1 + slant], below[x + 1 - slant]);
  };
  const auto middle = [&](int slant) { return (above[x + slant] + below[x - slant]) >> 1; };
  // Vertical wins ties.
  int best = disagreement(0) - 1;
  int guess = middle(0);
  for (const int side : {-1, 1}) {
    const int mild = disagreement(side);
    const int steep = disagreement(2 * side);
    const bool take_mild = mild < best;
    best = take_mild ? mild : best;
    guess = take_mild ? middle(side) : guess;
    const bool take_steep = take_mild && steep < best;
    best = take_steep ? steep : best;
    guess = take_steep ? middle(2 * side) : guess;
  }
  return guess;
}

// Limits the interpolated sample to a range around the neighboring fields. The range grows with the change over time
// at this place, and with the amount by which the line of the neighboring fields differs from the lines around it,
// because that is combing.
template <typename T>
inline int limit_by_time(const Lines<T>& l, int x, int guess) {
  const int above = l.above[x];
  const int below = l.below[x];
  const int still = (l.missing_before[x] + l.missing_after[x]) >> 1;
  const int change = difference(l.missing_before[x], l.missing_after[x]) >> 1;
  const int change_before = (difference(l.above_before[x], above) + difference(l.below_before[x], below)) >> 1;
  const int change_after = (difference(l.above_after[x], above) + difference(l.below_after[x], below)) >> 1;
  int range = std::max({change, change_before, change_after});

  const int up = ((l.far_above_before[x] + l.far_above_after[x]) >> 1) - above;
  const int down = ((l.far_below_before[x] + l.far_below_after[x]) >> 1) - below;
  const int over_above = still - above;
  const int over_below = still - below;
  const int most = std::max({over_below, over_above, std::min(up, down)});
  const int least = std::min({over_below, over_above, std::max(up, down)});
  // Fine lines that do not move look like combing too. Without any change the range stays 0.
  range = std::max(range, std::min(std::max(least, -most), range * max_comb_ratio));
  return std::clamp(guess, still - range, still + range);
}

template <typename T, bool timed>
void fill_line(const Lines<T>& lines, int width, T* out) {
  const auto put = [&](int x, int guess) {
    if constexpr (timed) guess = limit_by_time(lines, x, guess);
    out[x] = static_cast<T>(guess);
  };
  const auto straight = [&](int x) { put(x, (lines.above[x] + lines.below[x]) >> 1); };
  const int left = std::min(reach, width);
  const int right = std::max(left, width - reach);
  for (int x = 0; x < left; ++x) straight(x);
  for (int x = left; x < right; ++x) put(x, along_edge(lines.above, lines.below, x));
  for (int x = right; x < width; ++x) straight(x);
}

struct Plane {
  const uint8_t* data = nullptr;
  int stride = 0;
  int height = 0;

  // Lines beyond the frame are mirrored, which keeps them in their field.
  template <typename T>
  const T* line(int y) const {
    if (y < 0) y = -y;
    if (y >= height) y = 2 * (height - 1) - y;
    return reinterpret_cast<const T*>(data + std::clamp(y, 0, height - 1) * int64_t{stride});
  }
};

template <typename T>
void fill_plane(const Plane& before, const Plane& now, const Plane& after, bool timed, int width, int kept,
                uint8_t* out, int out_stride) {
  for (int y = 0; y < now.height; ++y) {
    T* target = reinterpret_cast<T*>(out + y * int64_t{out_stride});
    if (y % 2 == kept || now.height < 2) {
      std::memcpy(target, now.line<T>(y), static_cast<size_t>(width) * sizeof(T));
      continue;
    }
    const Lines<T> lines{now.line<T>(y - 1),    now.line<T>(y + 1),   before.line<T>(y - 1), before.line<T>(y + 1),
                         after.line<T>(y - 1),  after.line<T>(y + 1), before.line<T>(y),     now.line<T>(y),
                         before.line<T>(y - 2), now.line<T>(y - 2),   before.line<T>(y + 2), now.line<T>(y + 2)};
    if (timed) {
      fill_line<T, true>(lines, width, target);
    } else {
      fill_line<T, false>(lines, width, target);
    }
  }
}

bool same_format(const AVFrame& a, const AVFrame* b) {
  return b != nullptr && a.width == b->width && a.height == b->height && a.format == b->format;
}

}  // namespace

bool Deinterlacer::handles(AVPixelFormat format) {
  const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(format);
  if (description == nullptr) return false;
  constexpr uint64_t unsupported =
      AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_FLOAT;
  if ((description->flags & unsupported) != 0) return false;
  for (int i = 0; i < description->nb_components; ++i) {
    const AVComponentDescriptor& component = description->comp[i];
    const int bytes = component.depth > 8 ? 2 : 1;
    if (component.depth < 8 || component.depth > 16 || component.step != bytes || component.shift != 0) return false;
    // Gray with alpha has both in one plane.
    if (description->nb_components > 1 && av_pix_fmt_count_planes(format) != description->nb_components) return false;
    if (bytes == 2 &&
        ((description->flags & AV_PIX_FMT_FLAG_BE) != 0) != (AV_PIX_FMT_YUV420P10 == AV_PIX_FMT_YUV420P10BE)) {
      return false;
    }
  }
  return true;
}

const AVFrame& Deinterlacer::run(const AVFrame* previous, const AVFrame& current, const AVFrame* next,
                                 bool top_field_first) {
  if (!out_ || !same_format(current, out_.get())) {
    out_ = new_frame();
    out_->width = current.width;
    out_->height = current.height;
    out_->format = current.format;
    if (av_frame_get_buffer(out_.get(), 0) < 0) throw std::bad_alloc();
  }
  // Copying adds to the side data that is there.
  while (out_->nb_side_data > 0) av_frame_remove_side_data(out_.get(), out_->side_data[0]->type);
  av_dict_free(&out_->metadata);
  if (av_frame_copy_props(out_.get(), &current) < 0) throw std::bad_alloc();
  set_frame_interlaced(*out_, false, false);

  if (!same_format(current, previous)) previous = nullptr;
  if (!same_format(current, next)) next = nullptr;
  const bool timed = previous != nullptr || next != nullptr;
  // At both ends of the video the current frame replaces the missing neighbor.
  const AVFrame& before = previous != nullptr ? *previous : current;
  const AVFrame& after = next != nullptr ? *next : current;

  const auto format = static_cast<AVPixelFormat>(current.format);
  const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(format);
  const int kept = top_field_first ? 0 : 1;
  for (int i = 0; i < av_pix_fmt_count_planes(format); ++i) {
    const bool chroma = (i == 1 || i == 2) && (description->flags & AV_PIX_FMT_FLAG_RGB) == 0;
    const int width = chroma ? AV_CEIL_RSHIFT(current.width, description->log2_chroma_w) : current.width;
    const int height = chroma ? AV_CEIL_RSHIFT(current.height, description->log2_chroma_h) : current.height;
    const auto fill = description->comp[0].depth > 8 ? fill_plane<uint16_t> : fill_plane<uint8_t>;
    fill({before.data[i], before.linesize[i], height}, {current.data[i], current.linesize[i], height},
         {after.data[i], after.linesize[i], height}, timed, width, kept, out_->data[i], out_->linesize[i]);
  }
  return *out_;
}

}  // namespace cliploop
