#include "gif/sequence.h"

#include <algorithm>
#include <utility>

#include "gif/diff.h"
#include "palette/exact.h"

namespace cliploop::gif {
namespace {

// Palettes of parts of a picture are made in sequence, where time counts twice.
constexpr int kRounds = 1;

// Draws without loss when the pixels to draw have at most 255 colours.
bool draw_exact(const uint8_t* target, const std::vector<Plan>& plan, Drawn& out) {
  ExactPalette colors;
  for (size_t i = 0; i < plan.size(); ++i) {
    if (plan[i] != Plan::skip && !colors.add(target + i * 4)) return false;
  }
  out.palette = colors.palette();
  out.indices.assign(plan.size(), kSkipped);
  for (size_t i = 0; i < plan.size(); ++i) {
    if (plan[i] != Plan::skip) out.indices[i] = colors.find(target + i * 4);
  }
  return true;
}

}  // namespace

Sequence::Sequence(const Options& options)
    : options_(options),
      quality_(opening_quality_of(options.quality, options.dither)),
      canvas_(options.width, options.height) {}

void Sequence::push(const Prepared& prepared, std::vector<Indexed>& ready) {
  const Image& image = *prepared.image;
  std::vector<Plan> plan =
      prepared.exact ? diff_exact(image, canvas_) : diff(image, prepared.planes, canvas_, quality_);
  Rect clear = vanished(image, canvas_);
  std::vector<uint8_t> restored;
  if (!clear.empty()) {
    clear = united(clear, pending_->rect);
    restored = restore(image, clear, plan);
    canvas_.clear(clear);
  }
  release(clear, ready);
  pending_ = draw(prepared, restored.empty() ? image.rgba.data() : restored.data(), plan);
  if (next_id_ == 0) {
    first_covers_ = prepared.covers;
    quality_ = quality_of(options_.quality, options_.dither);
  }
  ++next_id_;
}

void Sequence::flush(std::vector<Indexed>& ready) {
  Rect clear;
  // Some viewers start the next round on top of the last picture.
  if (!first_covers_ && options_.loop != 1 && pending_) {
    clear = bounds(canvas_.width, canvas_.height, [&](size_t i) { return canvas_.visible(i); });
  }
  release(clear, ready);
}

void Sequence::release(const Rect& clear, std::vector<Indexed>& ready) {
  if (!pending_) return;
  ready.push_back(finish(*pending_, clear));
  pending_.reset();
}

// What the clearing takes away besides must be drawn again. The result is the image, with the colours that were on
// screen where the plan would have left them.
std::vector<uint8_t> Sequence::restore(const Image& image, const Rect& clear, std::vector<Plan>& plan) {
  std::vector<uint8_t> target = image.rgba;
  for (int y = clear.y; y < clear.y + clear.height; ++y) {
    for (int x = clear.x; x < clear.x + clear.width; ++x) {
      const size_t i = static_cast<size_t>(y) * static_cast<size_t>(image.width) + static_cast<size_t>(x);
      if (!is_visible(image, i)) continue;
      if (plan[i] == Plan::skip) std::copy_n(&canvas_.shown[i * 4], 3, &target[i * 4]);
      plan[i] = Plan::draw;
    }
  }
  return target;
}

Drawn Sequence::draw(const Prepared& prepared, const uint8_t* target, const std::vector<Plan>& plan) {
  Drawn out;
  out.start_id = next_id_;
  out.width = canvas_.width;
  out.height = canvas_.height;
  if (!draw_exact(target, plan, out)) draw_dithered(prepared, target, plan, out);
  for (size_t i = 0; i < out.indices.size(); ++i) {
    if (out.indices[i] != kSkipped) {
      canvas_.put(i, out.palette[out.indices[i]], prepared.planes);
    } else if (plan[i] == Plan::offer) {
      canvas_.accept(i, prepared.planes);
    }
  }
  // The first frame covers the canvas: around a smaller one some viewers show an opaque background.
  const bool first = next_id_ == 0;
  out.rect = bounds(out.width, out.height, [&](size_t i) { return first || out.indices[i] != kSkipped; });
  return out;
}

void Sequence::draw_dithered(const Prepared& prepared, const uint8_t* target, const std::vector<Plan>& plan,
                             Drawn& out) {
  choose_palette(prepared, target, plan);
  const DitherJob job{.width = canvas_.width,
                      .height = canvas_.height,
                      .target = target,
                      .screen = canvas_.shown.data(),
                      .plan = plan.data(),
                      .activity = prepared.planes.activity.data()};
  out.indices = dither(job, *table_, quality_.tuning);
  out.palette = table_->palette();
}

// The whole image's palette when most of it is drawn, else one for what is drawn; the former one as long as it does as
// well, because it dithers what did not change as before.
void Sequence::choose_palette(const Prepared& prepared, const uint8_t* target, const std::vector<Plan>& plan) {
  const auto skipped = static_cast<size_t>(std::count(plan.begin(), plan.end(), Plan::skip));
  const bool whole = !prepared.bins.empty() && skipped * 2 <= plan.size();
  std::vector<ColorBin> part;
  if (!whole) {
    Histogram histogram;
    for (size_t i = 0; i < plan.size(); ++i) {
      if (plan[i] != Plan::skip) histogram.add(target + i * 4);
    }
    part = histogram.take();
  }
  Quantized fresh = whole ? prepared.quantized : quantize(part, quality_.colors, kRounds);
  if (table_ && fits(whole ? prepared.bins : part, table_->palette(), fresh.error)) return;
  table_.emplace(std::move(fresh.palette));
}

}  // namespace cliploop::gif
