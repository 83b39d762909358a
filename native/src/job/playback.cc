#include "job/playback.h"

#include <algorithm>

namespace cliploop {

int64_t played_frames(Playback playback, int64_t frames) {
  // No frame is shown twice at the turns.
  return playback == Playback::BOOMERANG && frames > 1 ? 2 * frames - 2 : frames;
}

PlayedFrames play(Playback playback, const std::vector<Rational>& starts, Rational end) {
  PlayedFrames out;
  const size_t count = starts.size();
  const auto end_of = [&](size_t index) { return index + 1 < count ? starts[index + 1] : end; };
  Rational now;
  const auto show = [&](size_t index) {
    out.frames.push_back({index, now});
    now = now + end_of(index) - starts[index];
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
    out.frames.push_back({all.frames[i].index, regular ? due : std::max(due, all.frames[i].start)});
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
