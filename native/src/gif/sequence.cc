#include "gif/sequence.h"

#include <algorithm>
#include <utility>

#include "gif/diff.h"
#include "palette/exact.h"
#include "palette/quantize.h"

namespace cliploop::gif {
namespace {

constexpr double kMaxErrorGrowth =
    1.15;                               // a palette is replaced when its error exceeds that of a new one by this factor
constexpr double kMaxSpreadDrop = 1.5;  // the spread of colors may fall by this factor before the error limit falls too

// Draws without loss when the pixels to draw have at most 255 colors, else returns false.
bool draw_exact(const uint8_t* target, const FrameVector<PixelAction>& actions, Canvas& canvas, Drawn& out) {
  ExactPalette colors;
  for (size_t i = 0; i < actions.size(); ++i) {
    if (actions[i] != PixelAction::skip && !colors.add(target + i * 4)) return false;
  }
  out.palette = colors.palette();
  out.indices.assign(actions.size(), kSkipped);
  for (size_t i = 0; i < actions.size(); ++i) {
    if (actions[i] == PixelAction::skip) continue;
    out.indices[i] = colors.find(target + i * 4);
    canvas.put(i, out.palette[out.indices[i]]);
  }
  return true;
}

}  // namespace

Sequence::Sequence(const Options& options)
    : options_(options),
      quality_(first_frame_quality_of(options.quality, options.dither)),
      canvas_(options.width, options.height) {}

void Sequence::push(const Prepared& prepared, std::vector<Indexed>& ready) {
  const Image& image = *prepared.image;
  FrameVector<PixelAction> actions =
      prepared.exact ? diff_exact(image, canvas_) : diff(image, prepared.planes, canvas_, quality_);
  Rect clear = vanished(image, canvas_);
  FrameVector<uint8_t> restored;
  if (!clear.empty()) {
    clear = united(clear, pending_->rect);
    restored = restore(image, clear, actions);
    canvas_.clear(clear);
  }
  release(clear, ready);
  pending_ = draw(prepared, restored.empty() ? image.rgba.data() : restored.data(), actions);
  if (next_id_ == 0) {
    first_covers_ = prepared.covers;
    quality_ = quality_of(options_.quality, options_.dither);
  }
  ++next_id_;
}

void Sequence::flush(std::vector<Indexed>& ready) {
  Rect clear;
  // Some players start the next play without clearing the screen.
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

// All visible pixels in the cleared rectangle must be drawn again. Returns the image, with the colors on screen for
// the pixels that would have been skipped.
FrameVector<uint8_t> Sequence::restore(const Image& image, const Rect& clear, FrameVector<PixelAction>& actions) {
  FrameVector<uint8_t> target = image.rgba;
  for (int y = clear.y; y < clear.y + clear.height; ++y) {
    for (int x = clear.x; x < clear.x + clear.width; ++x) {
      const size_t i = static_cast<size_t>(y) * static_cast<size_t>(image.width) + static_cast<size_t>(x);
      if (!is_visible(image, i)) continue;
      if (actions[i] == PixelAction::skip) std::copy_n(&canvas_.shown[i * 4], 3, &target[i * 4]);
      actions[i] = PixelAction::draw;
    }
  }
  return target;
}

Drawn Sequence::draw(const Prepared& prepared, const uint8_t* target, const FrameVector<PixelAction>& actions) {
  Drawn out;
  out.start_id = next_id_;
  out.width = canvas_.width;
  out.height = canvas_.height;
  if (!draw_exact(target, actions, canvas_, out)) draw_dithered(prepared, target, actions, out);
  canvas_.update_drawn(actions, prepared.planes);
  canvas_.covered = prepared.covers;
  // The first frame covers the canvas, because some players show an opaque background around a smaller one.
  const bool first = next_id_ == 0;
  out.rect = first ? Rect{0, 0, out.width, out.height}
                   : bounds(out.width, out.height, [&](size_t i) { return out.indices[i] != kSkipped; });
  return out;
}

void Sequence::draw_dithered(const Prepared& prepared, const uint8_t* target, const FrameVector<PixelAction>& actions,
                             Drawn& out) {
  choose_palette(prepared, target, actions);
  const DitherJob job{.width = canvas_.width,
                      .height = canvas_.height,
                      .target = target,
                      .screen = canvas_.shown.data(),
                      .actions = actions.data(),
                      .activity = prepared.planes.activity.data()};
  out.indices = dither(job, *table_, quality_.tuning);
  out.palette = table_->palette();
}

// Chooses the palette for the pixels that are drawn. The current palette stays while its error is close to that of a
// new one: then unchanged areas dither as before, and no time is spent on a new palette.
void Sequence::choose_palette(const Prepared& prepared, const uint8_t* target,
                              const FrameVector<PixelAction>& actions) {
  const auto skipped = static_cast<size_t>(std::count(actions.begin(), actions.end(), PixelAction::skip));
  const bool whole = !prepared.bins.empty() && skipped * 2 <= actions.size();
  ColorBins part;
  if (!whole) {
    Histogram histogram;
    histogram.add(target, canvas_.width, canvas_.height, actions.size() - skipped,
                  [&](size_t i) { return actions[i] != PixelAction::skip; });
    part = histogram.take();
  }
  const ColorBins& bins = whole ? prepared.bins : part;
  // A frame with less spread needs a smaller error than the frame that the palette was made for.
  const double spread = spread_of(bins);
  const double spread_ratio = spread_ > 0 ? std::min(1.0, kMaxSpreadDrop * spread / spread_) : 1.0;
  if (table_ && fits(bins, table_->palette(), worst_error_ * spread_ratio)) return;
  Quantized fresh = quantize(bins, quality_.colors, rounds_of(options_.effort));
  worst_error_ = fresh.error * kMaxErrorGrowth;
  spread_ = spread;
  table_.emplace(std::move(fresh.palette));
}

}  // namespace cliploop::gif
