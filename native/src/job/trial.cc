#include "job/trial.h"

#include <ctime>

#include "frame/visible.h"
#include "job/format_encoder.h"

namespace cliploop {
namespace {

// Seconds of the processor that the calling thread has used. On a busy machine, the time of the clock says little.
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

}  // namespace

Trial try_frames(const AnimateOptions& options, int loop, const RenderPlan& plan, Renderer& renderer,
                 const std::vector<SampledFrame>& frames, Timings& timings, CancelToken& cancel) {
  const EncoderOptions wanted{plan.geometry.canvas_width, plan.geometry.canvas_height, options.quality, loop,
                              options.effort};
  const auto encoder =
      options.format == Format::GIF ? make_gif_encoder(wanted, options.dither) : make_webp_encoder(wanted);
  constexpr int64_t kNoLimit = INT64_MAX / 2;
  const int64_t shortest = delay_rules(options.format).shortest;
  std::vector<uint8_t> file;
  const auto sink = sink_to_bytes(file, kNoLimit, cancel);
  encoder->begin(*sink);
  Trial out;
  out.around = sink->size();
  std::vector<size_t> pushed;  // the frames that were pushed
  size_t written = 0;
  const auto write = [&](const std::vector<FormatEncoder::UnitPtr>& ready) {
    for (const auto& unit : ready) {
      const Timings::Span span(timings, Stage::COMPRESS);
      const int64_t before = sink->size();
      encoder->write(*sink, *unit, encoder->compress(*unit, cancel), shortest);
      out.frames[pushed[written++]].bytes = sink->size() - before;
    }
  };
  ImagePtr last;
  for (const auto& sampled : frames) {
    cancel.check();
    const double start = thread_seconds();
    ImagePtr image;
    {
      const Timings::Span span(timings, Stage::SCALE);
      image =
          std::make_shared<const Image>(renderer.render(*sampled.frame, sampled.previous.get(), sampled.next.get()));
    }
    out.frames.push_back({sampled.start, 0, 0});
    if (!last || last->rgba != image->rgba) {
      out.visible = out.visible || shows_anything(*image, least_visible_alpha(options.format));
      FormatEncoder::UnitPtr prepared;
      {
        const Timings::Span span(timings, Stage::QUANTIZE);
        prepared = encoder->prepare(image);
      }
      std::vector<FormatEncoder::UnitPtr> ready;
      pushed.push_back(out.frames.size() - 1);
      {
        const Timings::Span span(timings, Stage::DIFF);
        const double before = thread_seconds();
        encoder->push(std::move(prepared), ready);
        out.ordered_seconds += thread_seconds() - before;
      }
      write(ready);
    }
    last = std::move(image);
    out.frames.back().seconds = thread_seconds() - start;
  }
  const double start = thread_seconds();
  std::vector<FormatEncoder::UnitPtr> ready;
  encoder->flush(ready);
  write(ready);
  if (!out.frames.empty()) out.frames.back().seconds += thread_seconds() - start;
  const int64_t before = sink->size();
  encoder->finish(*sink);
  out.around += sink->size() - before;
  return out;
}

}  // namespace cliploop
