#include "palette/dither.h"

#include <algorithm>
#include <array>

#include "palette/ycc.h"

namespace cliploop {
namespace {

// Chooses between the palette, the offer and a repetition for one pixel after the other.
class Chooser {
 public:
  Chooser(const DitherJob& job, ColorTable& table, const DitherTuning& tuning) : job_(job), table_(table) {
    size_t count = 0;
    for (const Rgb color : table.palette()) colors_[count++] = {ycc(color), color};
    for (int a = 0; a < 256; ++a) {
      offer_[static_cast<size_t>(a)] = tuning.offer.at(a);
      run_[static_cast<size_t>(a)] = tuning.kind == Dither::ordered ? -1 : tuning.run.at(a);
    }
  }

  // The index for pixel i, whose wanted colour is (r, g, b); `shown` becomes the colour that it will have.
  uint8_t choose(size_t i, int r, int g, int b, Rgb& shown) {
    size_t index = static_cast<size_t>(table_.find(r, g, b));
    const Ycc wanted = ycc(r, g, b);
    const int best = distance(wanted, colors_[index].ycc);
    const size_t activity = job_.activity[i];
    if (job_.plan[i] == Plan::offer) {
      const uint8_t* s = job_.screen + i * 4;
      const Rgb there{s[0], s[1], s[2]};
      if (distance(wanted, ycc(there)) <= best + offer_[activity]) {
        shown = there;
        return kSkipped;
      }
    }
    if (index != last_ && distance(wanted, colors_[last_].ycc) <= best + run_[activity]) index = last_;
    shown = colors_[index].rgb;
    last_ = index;
    return static_cast<uint8_t>(index);
  }

 private:
  struct Color {
    Ycc ycc;
    Rgb rgb;
  };

  const DitherJob& job_;
  ColorTable& table_;
  std::array<Color, 256> colors_{};  // the palette
  std::array<int, 256> offer_{};     // by activity
  std::array<int, 256> run_{};
  size_t last_ = 0;
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

// Floyd-Steinberg, serpentine. Errors are in sixteenths of a level.
class Diffusion {
 public:
  Diffusion(const DitherJob& job, const DitherTuning& tuning, Chooser& chooser)
      : job_(job), chooser_(chooser), here_(row_size()), below_(row_size()) {
    for (int a = 0; a < 256; ++a) strength_[static_cast<size_t>(a)] = strength_at(a, tuning);
  }

  void run(FrameVector<uint8_t>& indices) {
    for (int y = 0; y < job_.height; ++y) {
      const bool right = (y & 1) == 0;
      const int step = right ? 1 : -1;
      int x = right ? 0 : job_.width - 1;
      for (int n = 0; n < job_.width; ++n, x += step) pixel(x, y, step, indices);
      std::swap(here_, below_);
      std::fill(below_.begin(), below_.end(), Error{});
    }
  }

 private:
  using Error = std::array<int, 3>;
  // A larger debt would show up as a speck far from where it arose.
  static constexpr int kLimit = 40 * 16;

  size_t row_size() const { return static_cast<size_t>(job_.width) + 2; }

  void pixel(int x, int y, int step, FrameVector<uint8_t>& indices) {
    const size_t i = static_cast<size_t>(y) * static_cast<size_t>(job_.width) + static_cast<size_t>(x);
    if (job_.plan[i] == Plan::skip) return;
    const Error& due = here_[static_cast<size_t>(x) + 1];
    const uint8_t* t = job_.target + i * 4;
    std::array<int, 3> wanted;
    const int strength = strength_[job_.activity[i]];
    for (size_t c = 0; c < 3; ++c) {
      const int debt = std::clamp(due[c], -kLimit, kLimit) * strength / (16 * 256);
      wanted[c] = std::clamp(t[c] + debt, 0, 255);
    }
    Rgb shown;
    indices[i] = chooser_.choose(i, wanted[0], wanted[1], wanted[2], shown);
    const std::array<int, 3> got = {shown.r, shown.g, shown.b};
    const auto at = static_cast<size_t>(x) + 1;
    const auto ahead =
        at + static_cast<size_t>(step);  // step is -1 on every other row: unsigned wrap-around takes one away
    const auto behind = at - static_cast<size_t>(step);
    for (size_t c = 0; c < 3; ++c) {
      const int error = wanted[c] - got[c];
      here_[ahead][c] += 7 * error;
      below_[behind][c] += 3 * error;
      below_[at][c] += 5 * error;
      below_[ahead][c] += error;
    }
  }

  const DitherJob& job_;
  Chooser& chooser_;
  std::array<int, 256> strength_{};  // by activity
  std::vector<Error> here_;          // one more on both sides
  std::vector<Error> below_;
};

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

void ordered(const DitherJob& job, Chooser& chooser, int spread, FrameVector<uint8_t>& indices) {
  std::array<int, 64> offset{};
  for (int k = 0; k < 64; ++k) offset[static_cast<size_t>(k)] = (2 * threshold(k & 7, k >> 3) - 63) * spread / 128;
  size_t i = 0;
  for (int y = 0; y < job.height; ++y) {
    for (int x = 0; x < job.width; ++x, ++i) {
      if (job.plan[i] == Plan::skip) continue;
      const uint8_t* t = job.target + i * 4;
      const auto cell = static_cast<size_t>(y & 7) << 3 | static_cast<size_t>(x & 7);
      const int d = offset[cell];
      Rgb shown;
      indices[i] = chooser.choose(i, std::clamp(t[0] + d, 0, 255), std::clamp(t[1] + d, 0, 255),
                                  std::clamp(t[2] + d, 0, 255), shown);
    }
  }
}

// The pattern should reach from one colour to the next: the mean distance between neighbours along the luma axis.
int spread_of(const Palette& palette) { return std::clamp(256 / (static_cast<int>(palette.size()) / 4 + 1), 2, 64); }

}  // namespace

FrameVector<uint8_t> dither(const DitherJob& job, ColorTable& table, const DitherTuning& tuning) {
  FrameVector<uint8_t> indices(static_cast<size_t>(job.width) * static_cast<size_t>(job.height), kSkipped);
  Chooser chooser(job, table, tuning);
  if (tuning.kind == Dither::ordered) {
    ordered(job, chooser, spread_of(table.palette()), indices);
  } else {
    Diffusion(job, tuning, chooser).run(indices);
  }
  return indices;
}

}  // namespace cliploop
