// A slow Floyd-Steinberg, to compare palette/dither.h with.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "palette/dither.h"

namespace oracle {

struct Dithered {
  std::vector<uint8_t> indices;
  std::vector<uint8_t> screen;  // RGBA
};

// Dithers with Dither::automatic, floyd_steinberg or none; job.screen is only read.
inline Dithered slow_dither(const cliploop::DitherJob& job, const cliploop::Palette& palette,
                            const cliploop::DitherTuning& tuning) {
  using namespace cliploop;
  using Levels = std::array<int, 3>;
  const int width = job.width;
  const auto pixels = static_cast<size_t>(width) * static_cast<size_t>(job.height);
  Dithered out{std::vector<uint8_t>(pixels, kSkipped), {job.screen, job.screen + pixels * 4}};
  ColorTable table(palette);
  std::vector<Levels> errors(static_cast<size_t>((width + 2) * (job.height + 1)));
  const auto error_at = [&](int x, int y) -> Levels& { return errors[static_cast<size_t>(y * (width + 2) + x + 1)]; };
  const auto apart = [](const Levels& a, const Levels& b) {
    const auto square = [&](size_t c) { return (a[c] - b[c]) * (a[c] - b[c]); };
    return 4 * square(0) + 10 * square(1) + 2 * square(2);
  };
  const auto color = [&](size_t index) { return Levels{palette[index].r, palette[index].g, palette[index].b}; };
  const auto strength_at = [&](int activity) {
    if (tuning.kind == Dither::none) return 0;
    if (tuning.kind == Dither::floyd_steinberg) return 256;
    return std::max(std::min(96, tuning.strength), tuning.strength - std::max(0, activity - 6) * 100 / 16);
  };
  size_t last = 0;
  for (int y = 0; y < job.height; ++y) {
    const int step = y % 2 == 0 ? 1 : -1;
    for (int n = 0; n < width; ++n) {
      const int x = step > 0 ? n : width - 1 - n;
      const auto i = static_cast<size_t>(y * width + x);
      if (job.actions[i] == PixelAction::skip) continue;
      const int activity = job.activity[i];
      Levels wanted{};
      for (size_t c = 0; c < 3; ++c) {
        const int part = std::clamp(error_at(x, y)[c], -640, 640) * (strength_at(activity) / 8) / 512;
        wanted[c] = std::clamp(job.target[i * 4 + c] + part, 0, 255);
      }
      size_t index = table.find(static_cast<uint32_t>(wanted[0] | wanted[1] << 8 | wanted[2] << 16));
      const int best = apart(wanted, color(index));
      const auto allows = [&](const Slack& slack, int distance) {
        const int more = slack.at(activity);
        return more >= 0 && distance <= best + more;
      };
      Levels shown = {job.screen[i * 4], job.screen[i * 4 + 1], job.screen[i * 4 + 2]};
      if (job.actions[i] != PixelAction::reuse || !allows(tuning.reuse, apart(wanted, shown))) {
        if (allows(tuning.run, apart(wanted, color(last)))) index = last;
        last = index;
        shown = color(index);
        out.indices[i] = static_cast<uint8_t>(index);
        for (size_t c = 0; c < 3; ++c) out.screen[i * 4 + c] = static_cast<uint8_t>(shown[c]);
        out.screen[i * 4 + 3] = 255;
      }
      for (size_t c = 0; c < 3; ++c) {
        const int error = wanted[c] - shown[c];
        error_at(x + step, y)[c] += 7 * error;
        error_at(x - step, y + 1)[c] += 3 * error;
        error_at(x, y + 1)[c] += 5 * error;
        error_at(x + step, y + 1)[c] += error;
      }
    }
  }
  return out;
}

}  // namespace oracle
