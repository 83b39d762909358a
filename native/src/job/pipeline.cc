#include "job/pipeline.h"

#include <utility>

namespace cliploop {

Pipeline::Pipeline(const Parts& parts)
    : parts_(parts),
      renderers_(static_cast<size_t>(std::max(1, parts.threads))),
      pool_(parts.threads, "scale"),
      scaled_(static_cast<size_t>(pool_.size()) + 1, parts.cancel),
      prepared_(static_cast<size_t>(pool_.size()) + 1, parts.cancel),
      compressed_(static_cast<size_t>(pool_.size()) + 1, parts.cancel) {
  try {
    stages_.push_back(stage("merge", [this] { merge_loop(); }));
    stages_.push_back(stage("diff", [this] { push_loop(); }));
    stages_.push_back(stage("write", [this] { write_loop(); }));
  } catch (...) {
    give_up();
    throw;
  }
}

Pipeline::~Pipeline() { give_up(); }

void Pipeline::give_up() {
  if (!finished_) parts_.cancel.cancel({Code::ABORTED, "", 0, "given up"});
  for (auto& thread : stages_) {
    if (thread.joinable()) thread.join();
  }
}

template <typename F>
std::thread Pipeline::stage(const char* name, F loop) {
  return std::thread([this, name, loop = std::move(loop)] {
    become_stage_thread(name);
    try {
      loop();
    } catch (...) {
      parts_.cancel.cancel(status_of_current_exception(name));
    }
  });
}

void Pipeline::submit(Shot shot, int64_t duration) {
  auto image = pool_.submit([this, shot = std::move(shot)](int worker) -> ImagePtr {
    parts_.cancel.check();
    const Timings::Span span(parts_.timings, Stage::SCALE);
    auto& renderer = renderers_[static_cast<size_t>(worker)];
    if (!renderer) renderer = std::make_unique<Renderer>(parts_.plan);
    return std::make_shared<const Image>(renderer->render(*shot.frame, shot.previous.get(), shot.next.get()));
  });
  scaled_.push({std::move(image), duration});
}

void Pipeline::finish() {
  scaled_.close();
  for (auto& thread : stages_) thread.join();
  parts_.cancel.check();
  finished_ = true;
}

void Pipeline::merge_loop() {
  ImagePtr held;
  int64_t held_duration = 0;
  while (auto next = scaled_.pop()) {
    ImagePtr image = next->item.get();
    if (held && held->rgba == image->rgba) {
      held_duration += next->duration;
      continue;
    }
    if (held) prepare(std::move(held), held_duration);
    held = std::move(image);
    held_duration = next->duration;
  }
  if (held) prepare(std::move(held), held_duration);
  prepared_.close();
}

void Pipeline::prepare(ImagePtr image, int64_t duration) {
  auto unit = pool_.submit([this, image = std::move(image)](int) {
    parts_.cancel.check();
    const Timings::Span span(parts_.timings, Stage::QUANTIZE);
    return parts_.encoder.prepare(image);
  });
  prepared_.push({std::move(unit), duration});
}

void Pipeline::push_loop() {
  std::deque<int64_t> durations;  // of frames pushed and not yet ready
  std::vector<FormatEncoder::UnitPtr> ready;
  const auto compress_ready = [&] {
    for (auto& unit : ready) {
      auto bytes = pool_.submit([this, unit](int) {
        parts_.cancel.check();
        const Timings::Span span(parts_.timings, Stage::COMPRESS);
        return parts_.encoder.compress(*unit, parts_.cancel);
      });
      compressed_.push({std::move(unit), std::move(bytes), durations.front()});
      durations.pop_front();
    }
    ready.clear();
  };
  while (auto next = prepared_.pop()) {
    durations.push_back(next->duration);
    auto unit = next->item.get();
    {
      const Timings::Span span(parts_.timings, Stage::DIFF);
      parts_.encoder.push(std::move(unit), ready);
    }
    compress_ready();
  }
  parts_.encoder.flush(ready);
  compress_ready();
  compressed_.close();
}

void Pipeline::write_loop() {
  parts_.encoder.begin(parts_.sink);
  while (auto next = compressed_.pop()) {
    const std::vector<uint8_t> bytes = next->bytes.get();
    const Timings::Span span(parts_.timings, Stage::WRITE);
    frames_ += parts_.encoder.write(parts_.sink, *next->unit, bytes, next->duration);
    duration_ += next->duration;
    const Rational shown = Rational{duration_} * parts_.frames_per_unit;
    parts_.progress.advance(shown > Rational{} ? shown.rounded() : frames_, parts_.sink.size());
  }
  parts_.encoder.finish(parts_.sink);
}

}  // namespace cliploop
