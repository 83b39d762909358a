#include "job/trial.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <utility>

#include "frame/visible.h"

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
  if (format == Format::AVIF) return 0;
  if (format == Format::WEBP) return kWebp;
  const bool palette = compressed.size() > kFlags && (compressed[kFlags] & 0x80) != 0;
  return kGif + (palette ? 3 << ((compressed[kFlags] & 7) + 1) : 0);
}

}  // namespace

PendingTrial::PendingTrial(const TrialSettings& settings, ThreadPool* pool, Renderers& renderers)
    : settings_(settings),
      pool_(pool),
      renderers_(renderers),
      stripes_(settings.whole ? Stripes(settings.plan.geometry.canvas_height)
                              : stripes_for(settings.options.format, settings.plan.geometry.canvas_width,
                                            settings.plan.geometry.canvas_height)),
      scale_(stripes_.scale()) {}

template <typename F>
auto PendingTrial::begin(F task) -> std::future<decltype(task(0))> {
  if (pool_ != nullptr) return pool_->submit(std::move(task));
  std::packaged_task<decltype(task(0))(int)> now(std::move(task));
  auto done = now.get_future();
  now(0);
  return done;
}

void PendingTrial::add(SampledFrame frame, Done rendered) {
  trial_.frames.push_back({frame.start, 0, 0});
  rendering_.push_back(begin([this, frame = std::move(frame), rendered = std::move(rendered)](int worker) mutable {
    // The task exists until its result is taken.
    const SampledFrame source = std::move(frame);
    Rendered out = render(source, worker);
    rendered();
    return out;
  }));
  if (pool_ == nullptr) encode([] {});
}

PendingTrial::Rendered PendingTrial::render(const SampledFrame& sampled, int worker) {
  settings_.cancel.check();
  const Timings::Span span(settings_.timings, Stage::SCALE);
  const double start = thread_seconds();
  auto& renderer = renderers_[static_cast<size_t>(worker)];
  if (!renderer) renderer = std::make_unique<Renderer>(settings_.plan);
  auto image =
      std::make_shared<const Image>(renderer->render(*sampled.frame, sampled.previous.get(), sampled.next.get()));
  const bool visible = shows_anything(*image, least_visible_alpha(settings_.options.format));
  return {stripes_.take(std::move(image)), visible, thread_seconds() - start};
}

void PendingTrial::make_encoder_once() {
  if (encoder_) return;
  const AnimateOptions& options = settings_.options;
  encoder_ = make_encoder(
      options.format,
      {settings_.plan.geometry.canvas_width, stripes_.rows(), options.quality, settings_.loop, options.effort, 1},
      options.dither, settings_.cancel);
}

void PendingTrial::encode(const Done& taken) {
  make_encoder_once();
  for (; !rendering_.empty(); rendering_.pop_front()) {
    accept(rendering_.front().get());
    taken();
  }
  while (!preparing_.empty()) push_first();
}

void PendingTrial::accept(Rendered frame) {
  const double start = thread_seconds();
  const size_t number = accepted_++;
  trial_.visible = trial_.visible || frame.visible;
  trial_.frames[number].seconds += frame.seconds;
  const bool same = last_ && last_->rgba == frame.image->rgba;
  trial_.spent_seconds += frame.seconds + thread_seconds() - start;
  last_ = std::move(frame.image);
  if (same) return;
  preparing_.emplace_back(number, begin([this, image = last_](int) {
                            settings_.cancel.check();
                            const Timings::Span span(settings_.timings, Stage::QUANTIZE);
                            const double before = thread_seconds();
                            Prepared out{encoder_->prepare(image), 0};
                            out.seconds = thread_seconds() - before;
                            return out;
                          }));
}

void PendingTrial::push_first() {
  const size_t frame = preparing_.front().first;
  Prepared prepared = preparing_.front().second.get();
  preparing_.pop_front();
  push(std::move(prepared), frame);
}

void PendingTrial::push(Prepared prepared, size_t frame) {
  std::vector<FormatEncoder::UnitPtr> ready;
  const double start = thread_seconds();
  {
    const Timings::Span span(settings_.timings, Stage::DIFF);
    pushed_.push_back(frame);
    encoder_->push(std::move(prepared.unit), ready);
  }
  const double seconds = thread_seconds() - start;
  trial_.ordered_seconds += seconds * scale_;
  trial_.frames[frame].seconds += (prepared.seconds + seconds) * scale_ + hidden_seconds();
  trial_.spent_seconds += prepared.seconds + seconds + hidden_seconds();
  compress(ready);
}

void PendingTrial::compress(const std::vector<FormatEncoder::UnitPtr>& ready) {
  for (const auto& unit : ready) {
    const size_t frame = pushed_.front();
    pushed_.pop_front();
    pending_.push_back({unit, begin([this, unit](int) {
                          const Timings::Span span(settings_.timings, Stage::COMPRESS);
                          const double start = thread_seconds();
                          Compressed out{encoder_->compress(*unit, settings_.cancel), 0};
                          out.seconds = thread_seconds() - start;
                          return out;
                        }),
                        frame});
  }
}

// An encoder with its own threads does not tell what they do.
double PendingTrial::hidden_seconds() const {
  const Format format = settings_.options.format;
  if (format != Format::AVIF) return 0;
  const Geometry& geometry = settings_.plan.geometry;
  return encoding_cost(format, settings_.options.effort) * geometry.canvas_width * geometry.canvas_height / 1e9;
}

Trial PendingTrial::finish() {
  constexpr int64_t kNoLimit = INT64_MAX / 2;
  const int64_t shortest = delay_rules(settings_.options.format).shortest;
  std::vector<uint8_t> file;
  last_.reset();
  std::vector<FormatEncoder::UnitPtr> ready;
  encoder_->flush(ready);
  compress(ready);
  const auto sink = sink_to_bytes(file, kNoLimit, settings_.cancel);
  const auto size = [&] { return sink->size() + encoder_->held_bytes(); };
  encoder_->begin(*sink);
  trial_.around = size();
  for (auto& pending : pending_) {
    const Compressed compressed = pending.bytes.get();
    const int64_t before = size();
    encoder_->write(*sink, *pending.unit, compressed.bytes, shortest);
    const auto written = static_cast<double>(size() - before);
    const double fixed = std::min(written, fixed_bytes(settings_.options.format, compressed.bytes));
    trial_.frames[pending.frame].bytes = std::llround(fixed + (written - fixed) * scale_);
    trial_.frames[pending.frame].seconds += compressed.seconds * scale_;
    trial_.spent_seconds += compressed.seconds;
  }
  const int64_t before = size();
  encoder_->finish(*sink);
  trial_.around += size() - before;
  pending_.clear();
  encoder_.reset();
  return std::move(trial_);
}

}  // namespace cliploop
