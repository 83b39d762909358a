#include "gif/sequence.h"

#include <algorithm>
#include <utility>

#include "gif/diff.h"
#include "palette/exact.h"
#include "palette/quantize.h"

namespace cliploop::gif {
namespace {

constexpr double kWear = 1.15;    // how much more error than a new palette's is put up with
constexpr double kPlainer = 1.5;  // by how much the spread of colours may fall before less is put up with

// Draws without loss when the pixels to draw have at most 255 colours.
bool draw_exact(const uint8_t* target, const FrameVector<Plan>& plan, Canvas& canvas, Drawn& out) {
  ExactPalette colors;
  for (size_t i = 0; i < plan.size(); ++i) {
    if (plan[i] != Plan::skip && !colors.add(target + i * 4)) return false;
  }
  out.palette = colors.palette();
  out.indices.assign(plan.size(), kSkipped);
  for (size_t i = 0; i < plan.size(); ++i) {
    if (plan[i] == Plan::skip) continue;
    out.indices[i] = colors.find(target + i * 4);
    canvas.put(i, out.palette[out.indices[i]]);
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
  FrameVector<Plan> plan =
      prepared.exact ? diff_exact(image, canvas_) : diff(image, prepared.planes, canvas_, quality_);
  Rect clear = vanished(image, canvas_);
  FrameVector<uint8_t> restored;
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
FrameVector<uint8_t> Sequence::restore(const Image& image, const Rect& clear, FrameVector<Plan>& plan) {
  FrameVector<uint8_t> target = image.rgba;
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

Drawn Sequence::draw(const Prepared& prepared, const uint8_t* target, const FrameVector<Plan>& plan) {
  Drawn out;
  out.start_id = next_id_;
  out.width = canvas_.width;
  out.height = canvas_.height;
  if (!draw_exact(target, plan, canvas_, out)) draw_dithered(prepared, target, plan, out);
  canvas_.accept(plan, prepared.planes);
  canvas_.covered = prepared.covers;
  // The first frame covers the canvas: around a smaller one some viewers show an opaque background.
  const bool first = next_id_ == 0;
  out.rect = first ? Rect{0, 0, out.width, out.height}
                   : bounds(out.width, out.height, [&](size_t i) { return out.indices[i] != kSkipped; });
  return out;
}

void Sequence::draw_dithered(const Prepared& prepared, const uint8_t* target, const FrameVector<Plan>& plan,
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

// A palette for what is drawn. The former one stays for as long as it does nearly as well as it did when it was new: it
// dithers as before what did not change, and a new one takes its time.
void Sequence::choose_palette(const Prepared& prepared, const uint8_t* target, const FrameVector<Plan>& plan) {
  const auto skipped = static_cast<size_t>(std::count(plan.begin(), plan.end(), Plan::skip));
  const bool whole = !prepared.bins.empty() && skipped * 2 <= plan.size();
  ColorBins part;
  if (!whole) {
    Histogram histogram;
    histogram.add(target, canvas_.width, canvas_.height, plan.size() - skipped,
                  [&](size_t i) { return plan[i] != Plan::skip; });
    part = histogram.take();
  }
  const ColorBins& bins = whole ? prepared.bins : part;
  // A plainer picture deserves a smaller error than the one that the palette was made for.
  const double spread = spread_of(bins);
  const double plainer = spread_ > 0 ? std::min(1.0, kPlainer * spread / spread_) : 1.0;
  if (table_ && fits(bins, table_->palette(), worst_error_ * plainer)) return;
  Quantized fresh = quantize(bins, quality_.colors, rounds_of(options_.effort));
  worst_error_ = fresh.error * kWear;
  spread_ = spread;
  table_.emplace(std::move(fresh.palette));
}

}  // namespace cliploop::gif
