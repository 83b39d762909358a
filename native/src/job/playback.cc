#include "job/playback.h"

#include <algorithm>
#include <iterator>

namespace cliploop {

int64_t played_frames(Playback playback, int64_t frames) {
  // No frame is shown twice at the turns.
  return playback == Playback::BOOMERANG && frames > 1 ? 2 * frames - 2 : frames;
}

PlayedFrames in_order(const std::vector<Rational>& starts, Rational end) {
  PlayedFrames out;
  out.end = end;
  for (size_t i = 0; i < starts.size(); ++i) out.frames.push_back({i, starts[i]});
  return out;
}

PlayedFrames crossfade(const PlayedFrames& all, Rational fade, Rational rate) {
  const Rational length = all.end - fade;
  const Rational faded = std::min(fade, length);
  const Rational begin = all.end - faded;
  const auto on_screen = [&](Rational time) {
    const auto after = std::upper_bound(all.frames.begin(), all.frames.end(), time,
                                        [](Rational t, const PlayedFrame& frame) { return t < frame.start; });
    return after == all.frames.begin() ? all.frames.front().index : std::prev(after)->index;
  };
  PlayedFrames out;
  out.end = length;
  const int64_t steps = std::max<int64_t>(1, (faded * rate).rounded());
  // A frame that would be on screen for less than half a step would push the next one away.
  const Rational last = begin - faded / Rational{2 * steps};
  for (size_t i = 0; i < all.frames.size(); ++i) {
    const Rational until = i + 1 < all.frames.size() ? all.frames[i + 1].start : all.end;
    const Rational from = std::max(all.frames[i].start, fade);
    if (until > fade && from <= last) out.frames.push_back({all.frames[i].index, from - fade});
  }
  for (int64_t k = 0; k < steps; ++k) {
    const Rational time = faded * Rational{k, steps};
    // The last frame is the one before the first frame of the output, so that the loop goes on as the video does.
    const double part = static_cast<double>(k + 1) / static_cast<double>(steps);
    const double share = part * part * (3 - 2 * part);
    // Times of frames are rounded in some files, so those in the middle of the step are taken.
    const Rational middle = time + faded / Rational{2 * steps};
    out.frames.push_back({on_screen(begin + middle), begin + time - fade, on_screen(fade - faded + middle), share});
  }
  return out;
}

PlayedFrames play(Playback playback, const PlayedFrames& all) {
  PlayedFrames out;
  const size_t count = all.frames.size();
  const auto end_of = [&](size_t i) { return i + 1 < count ? all.frames[i + 1].start : all.end; };
  Rational now;
  const auto show = [&](size_t i) {
    out.frames.push_back(all.frames[i]);
    out.frames.back().start = now;
    now = now + end_of(i) - all.frames[i].start;
  };
  if (playback != Playback::REVERSE) {
    for (size_t i = 0; i < count; ++i) show(i);
  }
  if (playback == Playback::REVERSE) {
    for (size_t i = count; i > 0; --i) show(i - 1);
  }
  if (playback == Playback::BOOMERANG) {
    for (size_t i = count; i > 2; --i) show(i - 2);
  }
  out.end = now;
  return out;
}

PlayedFrames thin_out(const PlayedFrames& all, Rational rate, bool regular) {
  PlayedFrames out;
  out.end = all.end;
  Rational due;
  int64_t samples = 0;
  for (size_t i = 0; i < all.frames.size(); ++i) {
    const Rational until = i + 1 < all.frames.size() ? all.frames[i + 1].start : all.end;
    if (due >= until) continue;
    out.frames.push_back(all.frames[i]);
    out.frames.back().start = regular ? due : std::max(due, all.frames[i].start);
    if (regular) {
      samples = std::max(samples + 1, (until * rate).ceiled());
      due = Rational{samples} / rate;
    } else {
      due = out.frames.back().start + Rational{1} / rate;
    }
  }
  return out;
}

}  // namespace cliploop
