#include "job/playback.h"

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

}  // namespace cliploop
