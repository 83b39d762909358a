#include "gif/encoder.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/status.h"
#include "gif/blocks.h"
#include "gif/canvas.h"
#include "gif/diff.h"
#include "gif/finish.h"
#include "gif/lzw.h"
#include "gif/prepared.h"
#include "gif/quality.h"
#include "palette/exact.h"
#include "palette/nearest.h"
#include "palette/quantize.h"

namespace cliploop::gif {
namespace {

constexpr int kMaxSide = 65535;
constexpr int kMaxPlays = 65536;
constexpr int kRounds = 2;

bool has_few_colors(const Image& image) {
  ExactPalette colors;
  for (size_t i = 0; i < image.pixels(); ++i) {
    if (is_visible(image, i) && !colors.add(&image.rgba[i * 4])) return false;
  }
  return true;
}

void append(std::vector<uint8_t>& out, const std::vector<uint8_t>& part) {
  out.insert(out.end(), part.begin(), part.end());
}

// A frame that draws nothing.
Indexed nothing(const Rect& rect, Disposal disposal) {
  Indexed out;
  out.rect = rect;
  out.disposal = disposal;
  out.transparent = 0;
  out.palette = {Rgb{}};
  out.indices.assign(static_cast<size_t>(rect.width) * static_cast<size_t>(rect.height), 0);
  return out;
}

}  // namespace

// What push() carries from frame to frame.
struct Encoder::State {
  explicit State(const Options& options)
      : quality(opening_quality_of(options.quality, options.dither)), canvas(options.width, options.height) {}

  Quality quality;
  Canvas canvas;
  std::optional<ColorTable> table;  // of the last frame that was not exact
  std::optional<Drawn> pending;
  int64_t next_id = 0;
  bool first_covers = false;  // the first image had no transparent pixel

  void release(const Rect& clear, std::vector<Indexed>& ready);
  Drawn draw(const Prepared& prepared, const uint8_t* target, std::vector<Plan>& plan);
  void choose_palette(const Prepared& prepared, const uint8_t* target, const std::vector<Plan>& plan);
};

void Encoder::State::release(const Rect& clear, std::vector<Indexed>& ready) {
  if (!pending) return;
  ready.push_back(finish(*pending, clear));
  pending.reset();
}

void Encoder::State::choose_palette(const Prepared& prepared, const uint8_t* target, const std::vector<Plan>& plan) {
  size_t drawn = 0;
  for (const Plan p : plan) drawn += static_cast<size_t>(p != Plan::skip);
  std::vector<ColorBin> some;
  const std::vector<ColorBin>* bins = &prepared.bins;
  Quantized fresh = prepared.quantized;
  if (drawn * 2 < plan.size() || bins->empty()) {
    Histogram histogram;
    for (size_t i = 0; i < plan.size(); ++i) {
      if (plan[i] != Plan::skip) histogram.add(target + i * 4, 1);
    }
    some = histogram.take();
    fresh = quantize(some, quality.colors, kRounds);
    bins = &some;
  }
  if (!table || !fits(*bins, table->palette(), fresh.error)) table.emplace(std::move(fresh.palette));
}

Drawn Encoder::State::draw(const Prepared& prepared, const uint8_t* target, std::vector<Plan>& plan) {
  Drawn out;
  out.start_id = next_id++;
  out.width = canvas.width;
  out.height = canvas.height;
  ExactPalette colors;
  bool exact = true;
  for (size_t i = 0; exact && i < plan.size(); ++i) exact = plan[i] == Plan::skip || colors.add(target + i * 4);
  if (exact) {
    out.palette = colors.palette();
    out.indices.assign(plan.size(), kSkipped);
    for (size_t i = 0; i < plan.size(); ++i) {
      if (plan[i] != Plan::skip) out.indices[i] = colors.find(target + i * 4);
    }
  } else {
    choose_palette(prepared, target, plan);
    const DitherJob job{.width = canvas.width,
                        .height = canvas.height,
                        .target = target,
                        .screen = canvas.shown.data(),
                        .plan = plan.data(),
                        .activity = prepared.planes.activity.data()};
    out.indices = dither(job, *table, quality.tuning);
    out.palette = table->palette();
  }
  for (size_t i = 0; i < out.indices.size(); ++i) {
    if (out.indices[i] != kSkipped) canvas.put(i, out.palette[out.indices[i]], prepared.planes);
  }
  out.rect = bounds(out.width, out.height, [&](size_t i) { return out.indices[i] != kSkipped; });
  return out;
}

Encoder::Encoder(const Options& options) : options_(options) {
  const auto side_ok = [](int side) { return side >= 1 && side <= kMaxSide; };
  if (!side_ok(options.width) || !side_ok(options.height)) {
    throw Failure(Code::INVALID_OPTION, "mux", "GIF sides are 1 to 65535 pixels, not " + std::to_string(options.width) + "x" +
                                                   std::to_string(options.height));
  }
  if (options.quality < 1 || options.quality > 100) {
    throw Failure(Code::INVALID_OPTION, "quantize", "quality is 1 to 100, not " + std::to_string(options.quality));
  }
  if (options.loop < 0 || options.loop > kMaxPlays) {
    throw Failure(Code::INVALID_OPTION, "mux",
                  "GIF plays 0 (for ever) to 65536 times, not " + std::to_string(options.loop));
  }
  state_ = std::make_unique<State>(options);
}

Encoder::~Encoder() = default;

std::shared_ptr<const Prepared> Encoder::prepare(ImagePtr image) const {
  if (image->width != options_.width || image->height != options_.height) {
    throw Failure(Code::INTERNAL, "quantize", "an image has another size than the animation");
  }
  auto out = std::make_shared<Prepared>();
  out->image = std::move(image);
  out->exact = has_few_colors(*out->image);
  out->planes = planes_of(*out->image);
  if (out->exact) return out;
  Histogram histogram;
  for (size_t i = 0; i < out->image->pixels(); ++i) {
    if (is_visible(*out->image, i)) histogram.add(&out->image->rgba[i * 4], 1);
  }
  out->bins = histogram.take();
  out->quantized = quantize(out->bins, quality_of(options_.quality, options_.dither).colors, kRounds);
  return out;
}

void Encoder::push(std::shared_ptr<const Prepared> prepared, std::vector<Indexed>& ready) {
  State& state = *state_;
  const Image& image = *prepared->image;
  if (state.next_id == 0) {
    state.first_covers = true;
    for (size_t i = 0; i < image.pixels(); ++i) state.first_covers = state.first_covers && is_visible(image, i);
  }
  std::vector<Plan> plan = prepared->exact ? diff_exact(image, state.canvas)
                                           : diff(image, prepared->planes, state.canvas, state.quality);
  Rect clear = vanished(image, state.canvas);
  const uint8_t* target = image.rgba.data();
  std::vector<uint8_t> mixed;
  if (!clear.empty()) {
    // What the clearing takes away besides is drawn again, in the colours that it had.
    clear = united(clear, state.pending->rect);
    mixed = image.rgba;
    for (int y = clear.y; y < clear.y + clear.height; ++y) {
      for (int x = clear.x; x < clear.x + clear.width; ++x) {
        const size_t i = static_cast<size_t>(y) * static_cast<size_t>(image.width) + static_cast<size_t>(x);
        if (!is_visible(image, i)) continue;
        if (plan[i] == Plan::skip) std::copy_n(&state.canvas.shown[i * 4], 3, &mixed[i * 4]);
        plan[i] = Plan::draw;
      }
    }
    target = mixed.data();
    state.canvas.clear(clear);
  }
  state.release(clear, ready);
  state.pending = state.draw(*prepared, target, plan);
  state.quality = quality_of(options_.quality, options_.dither);
}

void Encoder::flush(std::vector<Indexed>& ready) {
  State& state = *state_;
  Rect clear;
  // Some viewers start the next round on top of the last picture.
  if (!state.first_covers && options_.loop != 1 && state.pending) {
    clear = bounds(options_.width, options_.height, [&](size_t i) { return state.canvas.visible(i); });
  }
  state.release(clear, ready);
}

std::vector<uint8_t> Encoder::header() const {
  std::vector<uint8_t> out;
  put_screen(options_.width, options_.height, out);
  if (options_.loop != 1) put_loop(options_.loop == 0 ? 0 : options_.loop - 1, out);
  return out;
}

std::vector<uint8_t> Encoder::compress(const Indexed& frame) const {
  std::vector<uint8_t> out;
  const int bits = bits_for(static_cast<int>(frame.palette.size()));
  put_image(frame.rect, frame.palette, bits, out);
  lzw(frame.indices, bits, out);
  return out;
}

std::vector<uint8_t> Encoder::control(const Indexed& frame, int delay_cs) const {
  std::vector<uint8_t> out;
  put_control(frame.disposal, frame.transparent, delay_cs, out);
  return out;
}

std::vector<uint8_t> Encoder::repeat(int delay_cs) const {
  const Indexed frame = nothing({0, 0, 1, 1}, Disposal::keep);
  std::vector<uint8_t> out = control(frame, delay_cs);
  append(out, compress(frame));
  return out;
}

std::vector<uint8_t> Encoder::assemble(const Indexed& frame, const std::vector<uint8_t>& compressed, int64_t delay_cs) const {
  // Never leaves a last part of one centisecond.
  const auto part_of = [](int64_t rest) {
    return static_cast<int>(rest == kMaxDelay + 1 ? kMaxDelay - 1 : std::min<int64_t>(rest, kMaxDelay));
  };
  const int first = part_of(delay_cs);
  int64_t rest = delay_cs - first;
  std::vector<uint8_t> out;
  put_control(rest > 0 ? Disposal::keep : frame.disposal, frame.transparent, first, out);
  append(out, compressed);
  while (rest > 0) {
    const int part = part_of(rest);
    rest -= part;
    if (rest > 0 || frame.disposal == Disposal::keep) {
      append(out, repeat(part));
    } else {
      const Indexed clearing = nothing(frame.rect, frame.disposal);
      append(out, control(clearing, part));
      append(out, compress(clearing));
    }
  }
  return out;
}

std::vector<uint8_t> Encoder::trailer() const {
  std::vector<uint8_t> out;
  put_trailer(out);
  return out;
}

}  // namespace cliploop::gif
