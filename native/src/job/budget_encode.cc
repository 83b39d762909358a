#include "job/budget_encode.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <future>
#include <map>
#include <memory>
#include <utility>

#include "base/text.h"
#include "job/budget_search.h"
#include "job/crossfade.h"
#include "job/format_encoder.h"
#include "job/loop_search.h"
#include "job/pipeline.h"
#include "job/scaled_images.h"
#include "sample/delay.h"

namespace cliploop {
namespace {

// Keeps the bytes of an output, as long as it is within the budget, and counts the others.
class AttemptSink final : public Sink {
 public:
  AttemptSink(int64_t kept, CancelToken& cancel) : Sink(INT64_MAX / 2, cancel), kept_(kept) {}
  const std::vector<uint8_t>& bytes() const { return bytes_; }

 private:
  void put(int64_t offset, std::span<const uint8_t> bytes) override {
    const int64_t end = offset + static_cast<int64_t>(bytes.size());
    if (end > kept_) return;
    bytes_.resize(std::max(bytes_.size(), static_cast<size_t>(end)));
    std::copy(bytes.begin(), bytes.end(), bytes_.begin() + offset);
  }
  size_t get(int64_t, std::span<uint8_t>) override { return 0; }
  void finish() override {}
  void clear() override { bytes_.clear(); }

  const int64_t kept_;
  std::vector<uint8_t> bytes_;
};

// Runs of frames that are encoded to estimate an output.
constexpr size_t kSampleRunFrames = 6;
constexpr size_t kLeastSampleRuns = 2;
constexpr size_t kMostSampleRuns = 8;
constexpr size_t kFramesForRun = 45;
// WebP and AVIF have a whole frame at least this often.
constexpr double kWholeFrameEach = 129;

struct RunBytes {
  int64_t first = 0;  // of the frame that does not depend on others
  int64_t later = 0;  // of the others
  int64_t around = 0;
};

class PlayedEncoder {
 public:
  explicit PlayedEncoder(const PlayedJob& played)
      : played_(played),
        options_(played.job.options),
        canvas_(canvas_of(played.plan)),
        fades_(std::any_of(played.frames.frames.begin(), played.frames.frames.end(),
                           [](const PlayedFrame& frame) { return frame.share > 0; })),
        budget_(std::min(options_.budget ? options_.budget->bytes : INT64_MAX, options_.limits.max_output_bytes)) {}

  PlayedOutput run() {
    if (!options_.budget) {
      encode(whole_settings(), played_.job.sink);
      return output_;
    }
    BudgetSearch search(
        {budget_, whole_settings(), ranges(), [this](const BudgetSettings& settings) { return estimate(settings); },
         [this](const BudgetSettings& settings) { return attempt(settings); }, [this] { best_ = std::move(last_); }});
    const BudgetSearch::Found found = search.run();
    if (!found.settings) {
      throw Failure(Code::BUDGET_TOO_SMALL, Stage::WRITE,
                    "the smallest output has " + count_text(found.bytes, "byte", "bytes") + ", the limit is " +
                        count_text(budget_, "byte", "bytes"));
    }
    best_.output.fitted->encodes = found.encodes;
    deliver();
    return best_.output;
  }

 private:
  struct Attempt {
    std::unique_ptr<AttemptSink> sink;
    PlayedOutput output;
  };

  static Size canvas_of(const SegmentPlan& plan) {
    return {plan.render.geometry.canvas_width, plan.render.geometry.canvas_height};
  }
  BudgetSettings whole_settings() const { return {options_.quality, 1, 1}; }
  bool regular() const { return options_.fps.has_value(); }

  // Frames per second of the segment.
  Rational whole_rate() const {
    if (options_.fps) return *options_.fps;
    const Rational& planned = played_.plan.job.frame_rate;
    if (planned > Rational{}) return planned;
    const Rational end = played_.frames.end;
    return end > Rational{} ? Rational{static_cast<int64_t>(played_.frames.frames.size())} / end : Rational{1};
  }

  // The same for settings: a simple number of frames per second of the output.
  Rational rate_of(const BudgetSettings& settings) const {
    if (settings.rate_share >= 1) return whole_rate();
    constexpr int64_t kSteps = 1000;  // of a frame per second
    const double rate = (whole_rate() * options_.speed).seconds() * settings.rate_share;
    return Rational{std::max<int64_t>(1, std::llround(rate * kSteps)), kSteps} / options_.speed;
  }

  std::vector<BudgetRange> ranges() const {
    std::vector<BudgetRange> out;
    for (const Reduction& reduction : options_.budget->reduce) {
      double least = reduction.least;
      double most = options_.quality;
      if (reduction.what == Reduce::RATE) {
        least /= (whole_rate() * options_.speed).seconds();
        most = 1;
      }
      if (reduction.what == Reduce::SIZE) {
        least /= canvas_.width;
        most = 1;
      }
      if (least < most) out.push_back({reduction.what, least});
    }
    return out;
  }

  Size size_of(const BudgetSettings& settings) const {
    const double width = std::max(1.0, std::round(canvas_.width * settings.size_share));
    if (settings.size_share >= 1) return canvas_;
    const double height = std::round(width * canvas_.height / canvas_.width);
    return {static_cast<int>(width), static_cast<int>(std::max(1.0, height))};
  }

  PlayedFrames frames_of(const BudgetSettings& settings) const {
    if (settings.rate_share >= 1) return played_.frames;
    return thin_out(played_.frames, rate_of(settings), regular());
  }

  std::unique_ptr<FormatEncoder> encoder_for(const BudgetSettings& settings) const {
    const Size size = size_of(settings);
    return make_encoder(
        options_.format,
        {size.width, size.height, settings.quality, played_.job.loop, options_.effort, played_.size.threads},
        options_.dither, played_.cancel);
  }

  // One for each thread.
  ScaledImages scaled_for(const BudgetSettings& settings) const {
    return {canvas_, size_of(settings), static_cast<size_t>(std::max(1, played_.size.threads))};
  }

  void encode(const BudgetSettings& settings, Sink& sink) {
    const PlayedFrames frames = frames_of(settings);
    const std::unique_ptr<FormatEncoder> encoder = encoder_for(settings);
    ScaledImages scaled = scaled_for(settings);
    const EncodeJob& job = played_.job;
    const bool by_rate = (options_.fps || options_.fps_limit) && settings.rate_share >= 1;
    const Rational per_unit =
        by_rate ? played_.plan.job.frame_rate * options_.speed / Rational{delay_rules(options_.format).units_per_second}
                : Rational{};
    if (fades_) read_others(frames);
    // Of the frames, when some are blended. The tasks of the pipeline use them.
    std::vector<Miniature> miniatures(fades_ ? frames.frames.size() : 0);
    Pipeline pipeline({*encoder, sink, played_.plan.render, played_.cancel, job.timings, job.progress, played_.size,
                       options_.limits.max_frames, per_unit, least_visible_alpha(options_.format)});
    DelayRounder delays(delay_rules(options_.format), options_.speed);
    const auto submit = [&](const SampledFrame& frame, int64_t duration) {
      const Shown shown = shown_of(frames.frames[frame.index]);
      Miniature* const miniature = fades_ ? &miniatures[frame.index] : nullptr;
      pipeline.submit(
          [&, shown, miniature](int worker) {
            played_.cancel.check();
            const Timings::Span span(job.timings, Stage::SCALE);
            const ImagePtr image = picture_of(shown);
            if (miniature != nullptr) *miniature = make_miniature(*image, {});
            return scaled.of(image, worker);
          },
          duration);
    };
    for (size_t i = 0; i < frames.frames.size(); ++i) {
      played_.cancel.check();
      delays.add({nullptr, nullptr, nullptr, frames.frames[i].start, i}, submit);
    }
    delays.finish(frames.end, submit);
    pipeline.finish();
    output_ = {pipeline.frames(), pipeline.duration(), delays.merged(), pipeline.visible(), {}, {}};
    if (fades_) output_.jumps = jumps_of(frames, miniatures);
  }

  // A frame of the output: one picture, or two that are blended.
  struct Shown {
    ImagePtr image;
    ImagePtr other;
    double share = 0;
  };

  // ahead: how many frames after it are needed soon.
  Shown shown_of(const PlayedFrame& frame, size_t ahead = SIZE_MAX) {
    Shown out;
    if (frame.share > 0) {
      out.other = other_of(frame.other);
      out.share = frame.share;
    }
    out.image = played_.images.at(frame.index, ahead);
    return out;
  }

  static ImagePtr picture_of(const Shown& shown) {
    return shown.other ? blend(*shown.image, *shown.other, shown.share) : shown.image;
  }

  // The frames that are blended in are far from the others, so they are read first, as far as they need little memory.
  void read_others(const PlayedFrames& frames) {
    std::vector<size_t> indices;
    for (const PlayedFrame& frame : frames.frames) {
      if (frame.share > 0) indices.push_back(frame.other);
    }
    std::sort(indices.begin(), indices.end());
    const int64_t each = int64_t{canvas_.width} * canvas_.height * 4;
    for (const size_t index : indices) {
      if (each * static_cast<int64_t>(others_.size() + 1) > most_blended_bytes) return;
      if (!others_.contains(index)) others_.emplace(index, played_.images.at(index, indices.back() + 1 - index));
    }
  }

  ImagePtr other_of(size_t index) {
    const auto kept = others_.find(index);
    return kept != others_.end() ? kept->second : played_.images.at(index, 1);
  }

  Jumps jumps_of(const PlayedFrames& frames, const std::vector<Miniature>& miniatures) {
    std::vector<const Miniature*> all;
    for (const Miniature& miniature : miniatures) {
      if (!miniature.pixels.empty()) all.push_back(&miniature);
    }
    Jumps out;
    out.after = jump_of(all);
    // Without the fade, the output would end with the frame that fades last, and begin with the first one.
    const auto less = [](const PlayedFrame& one, const PlayedFrame& other) { return one.share < other.share; };
    const PlayedFrame& last = *std::max_element(frames.frames.begin(), frames.frames.end(), less);
    const Miniature* first = nullptr;
    size_t earliest = SIZE_MAX;
    std::vector<const Miniature*> whole;  // those that are not blended
    for (size_t i = 0; i < frames.frames.size(); ++i) {
      const PlayedFrame& frame = frames.frames[i];
      if (frame.share > 0 || miniatures[i].pixels.empty()) continue;
      whole.push_back(&miniatures[i]);
      if (frame.index < earliest) {
        earliest = frame.index;
        first = &miniatures[i];
      }
    }
    if (first != nullptr) {
      out.before = jump_between(whole, make_miniature(*played_.images.at(last.index, 1), {}), *first);
    }
    return out;
  }

  int64_t attempt(const BudgetSettings& settings) {
    played_.job.progress.next_pass();
    auto sink = std::make_unique<AttemptSink>(budget_, played_.cancel);
    encode(settings, *sink);
    const int64_t bytes = sink->size();
    const Size size = size_of(settings);
    output_.fitted = FittedOutput{settings.quality, size.width, size.height, rate_of(settings) * options_.speed, 0};
    last_ = {std::move(sink), output_};
    return bytes;
  }

  void deliver() {
    constexpr size_t kPiece = size_t{1} << 16;
    const std::vector<uint8_t>& bytes = best_.sink->bytes();
    for (size_t at = 0; at < bytes.size(); at += kPiece) {
      played_.job.sink.write({bytes.data() + at, std::min(kPiece, bytes.size() - at)});
    }
  }

  double estimate(const BudgetSettings& settings) {
    const PlayedFrames frames = frames_of(settings);
    const size_t count = frames.frames.size();
    size_t runs = std::clamp(count / kFramesForRun, kLeastSampleRuns, kMostSampleRuns);
    size_t length = kSampleRunFrames;
    if (count <= 2 * runs * length) {
      runs = 1;
      length = std::max<size_t>(1, std::min(count, std::max(2 * length, count / 2)));
    }
    if (fades_) read_others(frames);
    ScaledImages scaled = scaled_for(settings);
    RunBytes all;
    const auto add = [&](const RunBytes& one) { all = {all.first + one.first, all.later + one.later, one.around}; };
    // Runs in the middle of equal parts.
    const auto begin_of = [&](size_t run) {
      return (2 * run + 1) * count / (2 * runs) - std::min(length / 2, count / (2 * runs));
    };
    const auto picture = [&](size_t from, size_t i) {
      return picture_of(shown_of(frames.frames[from + i], length - i));
    };
    // As many at a time as there is memory for their frames. An encoder of AVIF has its own threads.
    const size_t most = options_.format == Format::AVIF ? 1 : SIZE_MAX;
    const size_t workers = std::min({static_cast<size_t>(std::max(1, played_.size.threads)), runs, most,
                                     std::max<size_t>(1, static_cast<size_t>(played_.size.frames) / (2 * length))});
    if (workers == 1) {
      for (size_t run = 0; run < runs; ++run) {
        const size_t from = begin_of(run);
        add(encode_run(
            settings, std::min(length, count - from), [&](size_t i) { return picture(from, i); }, scaled, 0));
      }
    } else {
      ThreadPool pool(static_cast<int>(workers), Stage::QUANTIZE);
      std::deque<std::future<RunBytes>> pending;
      const auto take = [&] {
        std::future<RunBytes> first = std::move(pending.front());
        pending.pop_front();
        add(first.get());
      };
      for (size_t run = 0; run < runs; ++run) {
        const size_t from = begin_of(run);
        std::vector<ImagePtr> images;
        for (size_t i = 0; i < std::min(length, count - from); ++i) images.push_back(picture(from, i));
        if (pending.size() >= workers) take();
        pending.push_back(pool.submit([&, images = std::move(images)](int worker) {
          return encode_run(
              settings, images.size(), [&](size_t i) { return images[i]; }, scaled, worker);
        }));
      }
      while (!pending.empty()) take();
    }
    const double whole = static_cast<double>(all.first) / static_cast<double>(runs);
    const double later = length > 1 ? static_cast<double>(all.later) / static_cast<double>(runs * (length - 1)) : whole;
    const auto others = static_cast<double>(count - 1);
    const double wholes = options_.format == Format::GIF ? 0 : std::floor(others / kWholeFrameEach);
    return static_cast<double>(all.around) + whole * (1 + wholes) + later * (others - wholes);
  }

  // image: of each frame of the run.
  template <typename Image>
  RunBytes encode_run(const BudgetSettings& settings, size_t count, const Image& image, ScaledImages& scaled,
                      int worker) const {
    AttemptSink sink(0, played_.cancel);
    const std::unique_ptr<FormatEncoder> encoder = encoder_for(settings);
    const int64_t shortest = delay_rules(options_.format).shortest;
    encoder->begin(sink);
    RunBytes out;
    out.around = sink.size();
    std::vector<FormatEncoder::UnitPtr> ready;
    const auto written = [&] { return sink.size() + encoder->held_bytes(); };
    const auto write = [&] {
      for (const auto& unit : ready) {
        const int64_t before = written();
        encoder->write(sink, *unit, encoder->compress(*unit, played_.cancel), shortest);
        int64_t& bytes = before == out.around ? out.first : out.later;
        bytes += written() - before;
      }
      ready.clear();
    };
    ImagePtr last;
    for (size_t i = 0; i < count; ++i) {
      played_.cancel.check();
      ImagePtr drawn = scaled.of(image(i), worker);
      if (last && last->rgba == drawn->rgba) continue;
      last = std::move(drawn);
      encoder->push(encoder->prepare(last), ready);
      write();
    }
    encoder->flush(ready);
    write();
    const int64_t before = written();
    encoder->finish(sink);
    out.around += written() - before;
    return out;
  }

  const PlayedJob played_;
  const AnimateOptions& options_;
  const Size canvas_;
  const bool fades_;      // frames are blended
  const int64_t budget_;  // bytes
  std::map<size_t, ImagePtr> others_;
  PlayedOutput output_;  // of the last attempt
  Attempt last_;
  Attempt best_;
};

}  // namespace

PlayedOutput encode_played(const PlayedJob& played) { return PlayedEncoder(played).run(); }

}  // namespace cliploop
