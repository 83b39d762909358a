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

// Squared, on the scale of palette/ycc.h, but without its products of two channels: it is asked for each pixel.
int quick_distance(Lanes a, Lanes b) {
  const Lanes apart = a - b;
  return dot(apart * Lanes(4, 10, 2), apart);
}

// What a pixel's surroundings decide.
struct Local {
  int offer;     // Slack::at() of DitherTuning::offer
  int run;       // and of its run
  int strength;  // 0 to 32: strength_at(), coarser
};

// Chooses between the palette, the offer and a repetition for one pixel after the other.
class Chooser {
 public:
  Chooser(const DitherJob& job, ColorTable& table) : screen_(job.screen), table_(table) {
    size_t count = 0;
    for (const Rgb color : table.palette()) colors_[count++] = {color.r, color.g, color.b};
  }

  // The index for pixel i of the wanted colour; `shown` becomes the colour that it will have, and `last` the index that
  // a repetition would have next. What is shown is put on the screen.
  __attribute__((always_inline)) uint8_t choose(size_t i, Plan plan, const Local& local, Lanes wanted, size_t& last,
                                                Lanes& shown) {
    size_t index = table_.find(wanted.packed());
    shown = colors_[index];
    uint8_t* on_screen = screen_ + i * 4;
    const int best = quick_distance(wanted, shown);
    if (plan == Plan::offer) {
      const Lanes there = Lanes::load(on_screen);
      if (quick_distance(wanted, there) <= best + local.offer) {
        shown = there;
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

// Dither noise is needed where steps between colours would show: on gentle slopes. In busy places it only adds noise.
int strength_at(int activity, const DitherTuning& tuning) {
  constexpr int kFlat = 6;    // up to one and a half levels from pixel to pixel: full strength
  constexpr int kBusy = 96;   // never less than this
  constexpr int kFall = 100;  // 16ths by which it falls for each step of activity
  if (tuning.kind == Dither::none) return 0;
  if (tuning.kind == Dither::floyd_steinberg) return 256;
  const int fallen = tuning.strength - std::max(0, activity - kFlat) * kFall / 16;
  return std::max(fallen, std::min(kBusy, tuning.strength));
}

std::array<Local, 256> locals_of(const DitherTuning& tuning) {
  // Below any distance, and not near the end of the range.
  const auto slack = [](int at) { return at < 0 ? INT_MIN / 2 : at; };
  std::array<Local, 256> out;
  for (int a = 0; a < 256; ++a) {
    const int run = tuning.kind == Dither::ordered ? -1 : tuning.run.at(a);
    out[static_cast<size_t>(a)] = {slack(tuning.offer.at(a)), slack(run), strength_at(a, tuning) / 8};
  }
  return out;
}

// One row of Floyd-Steinberg. due: what the row above left for this one; below becomes what this one leaves. Both have
// one more on both sides. last: as in choose(), and returned. Errors are in sixteenths of a level.
template <int step>
size_t diffuse_row(const DitherJob& job, const std::array<Local, 256>& locals, int y, const Lanes* due, Lanes* below,
                   Chooser& chooser, size_t last, uint8_t* indices) {
  constexpr int kStrengthBits = 5;  // Local::strength
  // A larger debt would show up as a speck far from where it arose.
  const Lanes most(40 * 16);
  const Lanes least(-40 * 16);
  const Lanes black(0);
  const Lanes white(255);
  const auto width = static_cast<size_t>(job.width);
  const size_t x = step > 0 ? 0 : width - 1;
  size_t i = static_cast<size_t>(y) * width + x;
  due += x + 1;
  below += x + 1;
  const Plan* const plans = job.plan;
  const uint8_t* const activity = job.activity;
  const uint8_t* const target = job.target;
  Lanes error;  // of the last pixel
  Lanes owed;   // to the pixel below the last, so far
  for (size_t n = 0; n < width; ++n) {
    const Plan plan = plans[i];
    if (plan == Plan::skip) {
      below[-step] = owed;
      owed = error;
      error = black;
    } else {
      const Local& local = locals[activity[i]];
      const Lanes debt = (*due + error.times<8>() - error).clamped(least, most);
      const Lanes product = debt * Lanes(local.strength);
      const Lanes part = product.divided<4 + kStrengthBits>();
      const Lanes wanted = (Lanes::load(target + i * 4) + part).clamped(black, white);
      Lanes shown;
      indices[i] = chooser.choose(i, plan, local, wanted, last, shown);
      const Lanes next = wanted - shown;
      below[-step] = owed + next.times<2>() + next;
      owed = error + next.times<4>() + next;
      error = next;
    }
    i += static_cast<size_t>(step);  // step may be -1: unsigned wrap-around takes one away
    due += step;
    below += step;
  }
  below[-step] = owed;
  return last;
}

// Serpentine.
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

// The classic recursive 8x8 pattern, 0 to 63.
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
      if (job.plan[i] == Plan::skip) continue;
      const auto cell = static_cast<size_t>(y & 7) << 3 | static_cast<size_t>(x & 7);
      const Lanes wanted = (Lanes::load(job.target + i * 4) + offset[cell]).clamped(Lanes(0), Lanes(255));
      Lanes shown;
      indices[i] = chooser.choose(i, job.plan[i], locals[job.activity[i]], wanted, last, shown);
    }
  }
}

// The pattern should reach from one colour to the next: the mean distance between neighbours along the luma axis.
int reach_of(const Palette& palette) { return std::clamp(256 / (static_cast<int>(palette.size()) / 4 + 1), 2, 64); }

}  // namespace

FrameVector<uint8_t> dither(const DitherJob& job, ColorTable& table, const DitherTuning& tuning) {
  FrameVector<uint8_t> indices(static_cast<size_t>(job.width) * static_cast<size_t>(job.height), kSkipped);
  const std::array<Local, 256> locals = locals_of(tuning);
  Chooser chooser(job, table);
  if (tuning.kind == Dither::ordered) {
    ordered(job, locals, chooser, reach_of(table.palette()), indices.data());
  } else {
    diffuse(job, locals, chooser, indices.data());
  }
  return indices;
}

}  // namespace cliploop
