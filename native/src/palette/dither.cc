#include "palette/dither.h"

#include <algorithm>
#include <array>
#include <climits>
#include <cstring>

#include "palette/exact.h"
#include "palette/lanes.h"
#include "palette/ycc.h"

namespace cliploop {
namespace {

// A squared distance on the scale of palette/ycc.h. It leaves out the products of two channels, because it is computed
// for each pixel.
int quick_distance(Lanes a, Lanes b) {
  const Lanes difference = a - b;
  return dot(difference * Lanes(4, 10, 2), difference);
}

// The settings for one level of activity.
struct Local {
  int reuse;     // Slack::at() of DitherTuning::reuse
  int run;       // Slack::at() of DitherTuning::run
  int strength;  // 0 to 32: strength_at() / 8
};

// Chooses a color for one pixel after the other: from the palette, the one on screen, or the one of the pixel before.
class Chooser {
 public:
  Chooser(const DitherJob& job, ColorTable& table) : screen_(job.screen), table_(table) {
    size_t count = 0;
    for (const Rgb color : table.palette()) colors_[count++] = {color.r, color.g, color.b};
  }

  // Returns the index for pixel i and draws it on the screen. Sets `shown` to the color that the pixel gets, and
  // `last` to the index that the next pixel may repeat.
  __attribute__((always_inline)) uint8_t choose(size_t i, PixelAction action, const Local& local, Lanes wanted,
                                                size_t& last, Lanes& shown) {
    size_t index = table_.find(wanted.packed());
    shown = colors_[index];
    uint8_t* on_screen = screen_ + i * 4;
    const int best = quick_distance(wanted, shown);
    if (action == PixelAction::reuse) {
      const Lanes current = Lanes::load(on_screen);
      if (quick_distance(wanted, current) <= best + local.reuse) {
        shown = current;
        return kSkipped;
      }
    }
    if (index != last && quick_distance(wanted, colors_[last]) <= best + local.run) shown = colors_[index = last];
    last = index;
    const uint32_t rgba = shown.packed() | 255U << 24;
    std::memcpy(on_screen, &rgba, sizeof rgba);
    return static_cast<uint8_t>(index);
  }

 private:
  uint8_t* screen_;
  ColorTable& table_;
  std::array<Lanes, ExactPalette::kColors> colors_;
};

// Dithering hides the steps between colors on smooth gradients. In busy areas it only adds noise.
int strength_at(int activity, const DitherTuning& tuning) {
  constexpr int kFlat = 6;    // full strength up to this activity, which is one and a half levels from pixel to pixel
  constexpr int kBusy = 96;   // the strength is never lower
  constexpr int kFall = 100;  // 16ths by which the strength falls for each step of activity
  if (tuning.kind == Dither::none) return 0;
  if (tuning.kind == Dither::floyd_steinberg) return 256;
  const int fallen = tuning.strength - std::max(0, activity - kFlat) * kFall / 16;
  return std::max(fallen, std::min(kBusy, tuning.strength));
}

std::array<Local, 256> locals_of(const DitherTuning& tuning) {
  // Lower than any distance, but far enough from INT_MIN for additions.
  const auto slack = [](int at) { return at < 0 ? INT_MIN / 2 : at; };
  std::array<Local, 256> out;
  for (int a = 0; a < 256; ++a) {
    const int run = tuning.kind == Dither::ordered ? -1 : tuning.run.at(a);
    out[static_cast<size_t>(a)] = {slack(tuning.reuse.at(a)), slack(run), strength_at(a, tuning) / 8};
  }
  return out;
}

// One row of Floyd-Steinberg. due: the errors that the row above passed on to this row; below: receives the errors for
// the row below. Both have one more element at each end. last: as in choose(); the return value is its new value.
// Errors are in sixteenths of a level.
template <int step>
size_t diffuse_row(const DitherJob& job, const std::array<Local, 256>& locals, int y, const Lanes* due, Lanes* below,
                   Chooser& chooser, size_t last, uint8_t* indices) {
  constexpr int kStrengthBits = 5;  // Local::strength
  // A larger error would show as a speck far from its origin.
  const Lanes most(40 * 16);
  const Lanes least(-40 * 16);
  const Lanes black(0);
  const Lanes white(255);
  const auto width = static_cast<size_t>(job.width);
  const size_t x = step > 0 ? 0 : width - 1;
  size_t i = static_cast<size_t>(y) * width + x;
  due += x + 1;
  below += x + 1;
  const PixelAction* const actions = job.actions;
  const uint8_t* const activity = job.activity;
  const uint8_t* const target = job.target;
  Lanes error;    // of the last pixel
  Lanes pending;  // the sum so far for the pixel below the last
  for (size_t n = 0; n < width; ++n) {
    const PixelAction action = actions[i];
    if (action == PixelAction::skip) {
      below[-step] = pending;
      pending = error;
      error = black;
    } else {
      const Local& local = locals[activity[i]];
      const Lanes incoming = (*due + error.times<8>() - error).clamped(least, most);
      const Lanes product = incoming * Lanes(local.strength);
      const Lanes part = product.divided<4 + kStrengthBits>();
      const Lanes wanted = (Lanes::load(target + i * 4) + part).clamped(black, white);
      Lanes shown;
      indices[i] = chooser.choose(i, action, local, wanted, last, shown);
      const Lanes next = wanted - shown;
      below[-step] = pending + next.times<2>() + next;
      pending = error + next.times<4>() + next;
      error = next;
    }
    i += static_cast<size_t>(step);  // for a step of -1, unsigned wrap-around subtracts 1
    due += step;
    below += step;
  }
  below[-step] = pending;
  return last;
}

// Goes left to right and right to left in turn.
void diffuse(const DitherJob& job, const std::array<Local, 256>& locals, Chooser& chooser, uint8_t* indices) {
  std::vector<Lanes> here(static_cast<size_t>(job.width) + 2);
  std::vector<Lanes> below(here);
  size_t last = 0;
  for (int y = 0; y < job.height; ++y) {
    const auto row = (y & 1) == 0 ? diffuse_row<1> : diffuse_row<-1>;
    last = row(job, locals, y, here.data(), below.data(), chooser, last, indices);
    std::swap(here, below);
  }
}

// The recursive 8x8 Bayer pattern, 0 to 63.
constexpr int threshold(int x, int y) {
  int value = 0;
  for (int bit = 0; bit < 3; ++bit) {
    const int a = (x >> bit) & 1;
    const int b = (y >> bit) & 1;
    value = value << 2 | ((a ^ b) << 1) | b;
  }
  return value;
}

void ordered(const DitherJob& job, const std::array<Local, 256>& locals, Chooser& chooser, int spread,
             uint8_t* indices) {
  std::array<Lanes, 64> offset;
  for (int k = 0; k < 64; ++k) {
    offset[static_cast<size_t>(k)] = Lanes((2 * threshold(k & 7, k >> 3) - 63) * spread / 128);
  }
  size_t i = 0;
  size_t last = 0;
  for (int y = 0; y < job.height; ++y) {
    for (int x = 0; x < job.width; ++x, ++i) {
      if (job.actions[i] == PixelAction::skip) continue;
      const auto cell = static_cast<size_t>(y & 7) << 3 | static_cast<size_t>(x & 7);
      const Lanes wanted = (Lanes::load(job.target + i * 4) + offset[cell]).clamped(Lanes(0), Lanes(255));
      Lanes shown;
      indices[i] = chooser.choose(i, job.actions[i], locals[job.activity[i]], wanted, last, shown);
    }
  }
}

// The amplitude of the ordered pattern: the mean distance between neighboring palette colors along the luma axis.
int amplitude_of(const Palette& palette) { return std::clamp(256 / (static_cast<int>(palette.size()) / 4 + 1), 2, 64); }

}  // namespace

FrameVector<uint8_t> dither(const DitherJob& job, ColorTable& table, const DitherTuning& tuning) {
  FrameVector<uint8_t> indices(static_cast<size_t>(job.width) * static_cast<size_t>(job.height), kSkipped);
  const std::array<Local, 256> locals = locals_of(tuning);
  Chooser chooser(job, table);
  if (tuning.kind == Dither::ordered) {
    ordered(job, locals, chooser, amplitude_of(table.palette()), indices.data());
  } else {
    diffuse(job, locals, chooser, indices.data());
  }
  return indices;
}

}  // namespace cliploop
