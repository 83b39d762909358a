#include "job/trial.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <utility>

#include "frame/visible.h"
#include "job/stripes.h"

namespace cliploop {
namespace {

// Seconds of the processor that the calling thread has used. On a busy machine, the time of the clock says little.
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// The bytes of a frame that do not grow with its pixels: headers, the palette, and the tables of VP8.
double fixed_bytes(Format format, const std::vector<uint8_t>& compressed) {
  constexpr double kWebp = 24 + 8 + 10 + 80;
  constexpr double kGif = 8 + 10 + 2;
  constexpr size_t kFlags = 9;  // of the image descriptor
  if (format == Format::WEBP) return kWebp;
  const bool palette = compressed.size() > kFlags && (compressed[kFlags] & 0x80) != 0;
  return kGif + (palette ? 3 << ((compressed[kFlags] & 7) + 1) : 0);
}

}  // namespace

PendingTrial::PendingTrial(const AnimateOptions& options, int loop, const RenderPlan& plan, bool whole,
                           Renderer& renderer, const std::vector<SampledFrame>& frames, ThreadPool* pool,
                           Timings& timings, CancelToken& cancel)
    : format_(options.format),
      shortest_(delay_rules(options.format).shortest),
      pool_(pool),
      timings_(timings),
      cancel_(cancel) {
  const Geometry& geometry = plan.geometry;
  const Stripes stripes = whole
                              ? Stripes(geometry.canvas_height)
                              : Stripes(geometry.canvas_width, geometry.canvas_height, options.format == Format::WEBP);
  scale_ = stripes.scale();
  const EncoderOptions wanted{plan.geometry.canvas_width, stripes.rows(), options.quality, loop, options.effort};
  encoder_ = options.format == Format::GIF ? make_gif_encoder(wanted, options.dither) : make_webp_encoder(wanted);
  ImagePtr last;
  std::vector<FormatEncoder::UnitPtr> ready;
  for (const auto& sampled : frames) {
    cancel.check();
    const double start = thread_seconds();
    ImagePtr image;
    {
      const Timings::Span span(timings, Stage::SCALE);
      image =
          std::make_shared<const Image>(renderer.render(*sampled.frame, sampled.previous.get(), sampled.next.get()));
    }
    trial_.visible = trial_.visible || shows_anything(*image, least_visible_alpha(options.format));
    image = stripes.take(std::move(image));
    trial_.frames.push_back({sampled.start, 0, thread_seconds() - start});
    if (!last || last->rgba != image->rgba) {
      const double encoding = thread_seconds();
      FormatEncoder::UnitPtr prepared;
      {
        const Timings::Span span(timings, Stage::QUANTIZE);
        prepared = encoder_->prepare(image);
      }
      const Timings::Span span(timings, Stage::DIFF);
      const double before = thread_seconds();
      pushed_.push_back(trial_.frames.size() - 1);
      encoder_->push(std::move(prepared), ready);
      trial_.ordered_seconds += (thread_seconds() - before) * scale_;
      trial_.frames.back().seconds += (thread_seconds() - encoding) * scale_;
    }
    last = std::move(image);
    trial_.spent_seconds += thread_seconds() - start;
    compress(ready);
    ready.clear();
  }
  encoder_->flush(ready);
  compress(ready);
}

void PendingTrial::compress(const std::vector<FormatEncoder::UnitPtr>& ready) {
  for (const auto& unit : ready) {
    const size_t frame = pushed_.front();
    pushed_.pop_front();
    auto work = [encoder = encoder_, unit, &timings = timings_, &cancel = cancel_](int) {
      const Timings::Span span(timings, Stage::COMPRESS);
      const double start = thread_seconds();
      Compressed out{encoder->compress(*unit, cancel), 0};
      out.seconds = thread_seconds() - start;
      return out;
    };
    if (pool_ != nullptr) {
      pending_.push_back({unit, pool_->submit(std::move(work)), frame});
    } else {
      std::packaged_task<Compressed(int)> now(std::move(work));
      now(0);
      pending_.push_back({unit, now.get_future(), frame});
    }
  }
}

Trial PendingTrial::finish() {
  constexpr int64_t kNoLimit = INT64_MAX / 2;
  std::vector<uint8_t> file;
  const auto sink = sink_to_bytes(file, kNoLimit, cancel_);
  encoder_->begin(*sink);
  trial_.around = sink->size();
  for (auto& pending : pending_) {
    const Compressed compressed = pending.bytes.get();
    const int64_t before = sink->size();
    encoder_->write(*sink, *pending.unit, compressed.bytes, shortest_);
    const auto written = static_cast<double>(sink->size() - before);
    const double fixed = std::min(written, fixed_bytes(format_, compressed.bytes));
    trial_.frames[pending.frame].bytes = std::llround(fixed + (written - fixed) * scale_);
    trial_.frames[pending.frame].seconds += compressed.seconds * scale_;
    trial_.spent_seconds += compressed.seconds;
  }
  const int64_t before = sink->size();
  encoder_->finish(*sink);
  trial_.around += sink->size() - before;
  return std::move(trial_);
}

}  // namespace cliploop
