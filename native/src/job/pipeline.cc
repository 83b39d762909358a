#include "job/pipeline.h"

#include <utility>

#include "base/text.h"
#include "frame/visible.h"

namespace cliploop {

Pipeline::Threads::Threads(const PipelineSize& size, CancelToken& cancel)
    : pool(size.threads, Stage::SCALE),
      in_flight(static_cast<size_t>(size.frames), cancel),
      scaled(static_cast<size_t>(std::max(1, pool.size() - 1)), cancel),
      prepared(static_cast<size_t>(pool.size()) + 1, cancel),
      compressed(static_cast<size_t>(pool.size()) + 1, cancel) {}

Pipeline::Pipeline(const Parts& parts)
    : parts_(parts), renderers_(static_cast<size_t>(std::max(1, parts.size.threads))) {
  if (parts.size.threads <= 1) return;
  threads_.emplace(parts.size, parts.cancel);
  try {
    threads_->stages.push_back(start_stage(Stage::MERGE, parts.cancel, [this] { merge_loop(); }));
    threads_->stages.push_back(start_stage(Stage::DIFF, parts.cancel, [this] { push_loop(); }));
    threads_->stages.push_back(start_stage(Stage::WRITE, parts.cancel, [this] { write_loop(); }));
  } catch (...) {
    stop();
    throw;
  }
}

Pipeline::~Pipeline() { stop(); }

void Pipeline::stop() {
  if (!finished_) parts_.cancel.cancel({Code::ABORTED, Stage::NONE, 0, "the pipeline was stopped"});
  if (!threads_) return;
  for (auto& thread : threads_->stages) {
    if (thread.joinable()) thread.join();
  }
}

void Pipeline::submit(SampledFrame frame, int64_t duration) {
  submit([this, frame = std::move(frame)](int worker) { return scale(frame, worker); }, duration);
}

void Pipeline::submit(MakeImage make, int64_t duration) {
  if (!threads_) {
    merge(make(0), duration);
    return;
  }
  threads_->in_flight.push({});
  threads_->scaled.push({threads_->pool.submit(std::move(make)), duration});
}

void Pipeline::finish() {
  if (threads_) {
    threads_->scaled.close();
    for (auto& thread : threads_->stages) thread.join();
  } else {
    flush_merged();
    flush_encoder();
    parts_.encoder.finish(parts_.sink);
  }
  parts_.cancel.check();
  finished_ = true;
}

void Pipeline::merge_loop() {
  while (auto next = threads_->scaled.pop()) merge(next->item.get(), next->duration);
  flush_merged();
  threads_->prepared.close();
}

void Pipeline::push_loop() {
  while (auto next = threads_->prepared.pop()) push(next->item.get(), next->duration);
  flush_encoder();
  threads_->compressed.close();
}

void Pipeline::write_loop() {
  while (auto next = threads_->compressed.pop()) write(*next->unit, next->bytes.get(), next->duration);
  parts_.encoder.finish(parts_.sink);
}

ImagePtr Pipeline::scale(const SampledFrame& sampled, int worker) {
  parts_.cancel.check();
  const Timings::Span span(parts_.timings, Stage::SCALE);
  auto& renderer = renderers_[static_cast<size_t>(worker)];
  if (!renderer) renderer = std::make_unique<Renderer>(parts_.plan);
  return std::make_shared<const Image>(renderer->render(*sampled.frame, sampled.previous.get(), sampled.next.get()));
}

void Pipeline::merge(ImagePtr image, int64_t duration) {
  if (held_ && held_->rgba == image->rgba) {
    held_duration_ += duration;
    release();
    return;
  }
  flush_merged();
  visible_ = visible_ || shows_anything(*image, parts_.least_visible_alpha);
  held_ = std::move(image);
  held_duration_ = duration;
}

void Pipeline::flush_merged() {
  if (held_) prepare(std::move(held_), held_duration_);
}

void Pipeline::prepare(ImagePtr image, int64_t duration) {
  const auto work = [this, image = std::move(image)](int) {
    parts_.cancel.check();
    const Timings::Span span(parts_.timings, Stage::QUANTIZE);
    return parts_.encoder.prepare(image);
  };
  if (threads_) {
    threads_->prepared.push({threads_->pool.submit(work), duration});
  } else {
    push(work(0), duration);
  }
}

void Pipeline::push(FormatEncoder::UnitPtr prepared, int64_t duration) {
  std::vector<FormatEncoder::UnitPtr> ready;
  durations_.push_back(duration);
  {
    const Timings::Span span(parts_.timings, Stage::DIFF);
    parts_.encoder.push(std::move(prepared), ready);
  }
  if (parts_.encoder.keeps_frames()) release();
  compress(ready);
}

void Pipeline::flush_encoder() {
  std::vector<FormatEncoder::UnitPtr> ready;
  parts_.encoder.flush(ready);
  compress(ready);
}

void Pipeline::compress(std::vector<FormatEncoder::UnitPtr>& ready) {
  for (auto& unit : ready) {
    const int64_t duration = durations_.front();
    durations_.pop_front();
    const auto work = [this, unit](int) {
      parts_.cancel.check();
      const Timings::Span span(parts_.timings, Stage::COMPRESS);
      return parts_.encoder.compress(*unit, parts_.cancel);
    };
    if (threads_) {
      auto bytes = threads_->pool.submit(work);
      threads_->compressed.push({std::move(unit), std::move(bytes), duration});
    } else {
      write(*unit, work(0), duration);
    }
  }
}

void Pipeline::release() {
  if (threads_) threads_->in_flight.pop();
}

void Pipeline::write(const FormatEncoder::Unit& unit, const std::vector<uint8_t>& bytes, int64_t duration) {
  const Timings::Span span(parts_.timings, Stage::WRITE);
  if (frames_ + parts_.encoder.frames_for(duration) > parts_.max_frames) {
    throw Failure(Code::LIMIT_FRAMES, Stage::WRITE,
                  "a long time without a change takes several frames, the limit is " +
                      count_text(parts_.max_frames, "frame", "frames"));
  }
  if (frames_ == 0) parts_.encoder.begin(parts_.sink);
  frames_ += parts_.encoder.write(parts_.sink, unit, bytes, duration);
  duration_ += duration;
  const Rational shown = Rational{duration_} * parts_.frames_per_unit;
  parts_.progress.advance(shown > Rational{} ? shown.rounded() : frames_,
                          parts_.sink.size() + parts_.encoder.held_bytes());
  if (!parts_.encoder.keeps_frames()) release();
}

}  // namespace cliploop
