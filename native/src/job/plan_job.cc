#include "job/plan_job.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <future>
#include <utility>

#include "base/pool.h"
#include "base/thread.h"
#include "frame/hdr_metadata.h"
#include "input/motion_photo.h"
#include "job/damage.h"
#include "job/format_encoder.h"
#include "job/input_warnings.h"
#include "job/memory.h"
#include "job/output_times.h"
#include "job/plan.h"
#include "job/run_choice.h"
#include "job/still_times.h"
#include "job/trial.h"
#include "job/warnings.h"

namespace cliploop {
namespace {

// The share of the job that its plan may cost.
constexpr double kShare = 0.09;
// Packets of the segment that are kept until they are decoded.
constexpr int64_t kMostAhead = int64_t{48} << 20;  // bytes

// Seconds of the processor that all threads of the process have used.
double process_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double seconds_since(Timings::Clock::time_point start) {
  return std::chrono::duration<double>(Timings::Clock::now() - start).count();
}

// Measured with one thread on a usual machine.
JobCosts costs_of(const AnimateOptions& options, const RenderPlan& render, const AVFrame& frame) {
  const double source = static_cast<double>(frame.width) * frame.height;
  const double canvas = static_cast<double>(render.geometry.canvas_width) * render.geometry.canvas_height;
  constexpr double kOpen = 8e6, kDecode = 2.5, kScale = 1.0;  // ns, ns of a pixel
  const double encode = options.format == Format::GIF ? 70 : 60 + 25.0 * options.effort;
  return {kOpen, source * kDecode, source * kScale + canvas * encode};
}

// The bytes of a frame of a usual video.
double usual_frame_bytes(const AnimateOptions& options, const Geometry& geometry) {
  constexpr double kGif = 0.16, kWebp = 0.045;  // of a pixel, at quality 75 and a medium size
  const double pixels = static_cast<double>(geometry.canvas_width) * geometry.canvas_height;
  const double quality = static_cast<double>(options.quality) / 75;
  return pixels * (options.format == Format::GIF ? kGif * std::sqrt(quality) : kWebp * quality);
}

// The frames of a run, in the order of time.
class Runs {
 public:
  Runs(const AnimateOptions& options, int loop, const RenderPlan& plan, const PipelineSize& size, Timings& timings,
       CancelToken& cancel)
      : options_(options),
        loop_(loop),
        plan_(plan),
        timings_(timings),
        cancel_(cancel),
        renderers_(static_cast<size_t>(std::max(1, size.threads))) {
    if (size.threads > 1) pool_.emplace(size.threads, Stage::SCALE);
  }

  void submit(std::vector<SampledFrame> frames) {
    if (frames.empty()) return;
    auto work = [this, frames = std::move(frames)](int worker) {
      auto& renderer = renderers_[static_cast<size_t>(worker)];
      if (!renderer) renderer = std::make_unique<Renderer>(plan_);
      return std::make_unique<PendingTrial>(options_, loop_, plan_, *renderer, frames, pool_ ? &*pool_ : nullptr,
                                            timings_, cancel_);
    };
    if (pool_) {
      pending_.push_back(pool_->submit(std::move(work)));
      if (pending_.size() > renderers_.size()) collect(1);
    } else {
      trials_.push_back(work(0)->finish());
    }
  }

  std::vector<Trial> finish() {
    collect(pending_.size());
    return std::move(trials_);
  }

 private:
  void collect(size_t count) {
    for (; count > 0; --count) {
      trials_.push_back(pending_.front().get()->finish());
      pending_.pop_front();
    }
  }

  const AnimateOptions& options_;
  const int loop_;
  const RenderPlan& plan_;
  Timings& timings_;
  CancelToken& cancel_;
  std::vector<std::unique_ptr<Renderer>> renderers_;  // by worker
  std::vector<Trial> trials_;
  std::deque<std::future<std::unique_ptr<PendingTrial>>> pending_;
  std::optional<ThreadPool> pool_;  // last, because its tasks use the other members
};

// Decodes the frames of runs.
class Frames {
 public:
  Frames(const AnimateOptions& options, const Segment& segment, Reader& reader, Timings& timings, CancelToken& cancel)
      : options_(options), segment_(segment), reader_(reader), timings_(timings), cancel_(cancel) {}
  ~Frames() { reader_.set_sample_times(nullptr); }

  // The first `count` frames of the output at or after `time`, which the reader has reached or will reach.
  std::vector<SampledFrame> read(Rational time, int count) {
    Rational start = std::max(time, segment_.start);
    if (options_.fps) {
      const int64_t k = ((start - segment_.start) * *options_.fps).ceiled();
      start = segment_.start + Rational{k} / *options_.fps;
    }
    Sampler sampler({start, segment_.end, options_.fps, reader_.timeline().tolerance(), options_.fps_limit});
    const Rational offset = start - segment_.start;
    std::vector<SampledFrame> out;
    const auto keep = [&](SampledFrame frame) {
      if (static_cast<int>(out.size()) == count) return;
      frame.start = frame.start + offset;
      out.push_back(std::move(frame));
    };
    reader_.set_sample_times(&sampler);
    if (last_) sampler.add(*last_, keep);
    while (!sampler.done() && static_cast<int>(out.size()) < count) {
      cancel_.check();
      std::optional<TimedFrame> frame = next();
      if (!frame) {
        if (last_) sampler.finish(reader_.end_after(*last_), keep);
        break;
      }
      sampler.add(*frame, keep);
      last_ = std::move(frame);
    }
    reader_.set_sample_times(nullptr);
    return out;
  }
  bool jump_to(Rational time) {
    const Timings::Span span(timings_, Stage::SEEK);
    last_.reset();
    earlier_damage_ = damage();
    return reader_.jump_to(time);
  }
  std::optional<TimedFrame> next() {
    const Timings::Span span(timings_, Stage::DECODE);
    auto frame = reader_.next();
    decoded_ += frame ? 1 : 0;
    return frame;
  }
  void add(const TimedFrame& frame) { last_ = frame; }
  int64_t decoded() const { return decoded_; }
  Damage damage() const {
    Damage all = earlier_damage_;
    all.add(reader_);
    return all;
  }

 private:
  const AnimateOptions& options_;
  const Segment& segment_;
  Reader& reader_;
  Timings& timings_;
  CancelToken& cancel_;
  std::optional<TimedFrame> last_;
  int64_t decoded_ = 0;
  Damage earlier_damage_;
};

// The frames of the output when the packets do not tell: at the frame rate.
std::vector<Rational> regular_times(const JobPlan& job, int64_t most) {
  std::vector<Rational> times;
  for (int64_t k = 0; k < std::min(job.frames, most); ++k) times.push_back(Rational{k} / job.frame_rate);
  return times;
}

// The frame on screen at the start of the segment, and the frames before it are left.
TimedFrame frame_at_start(const Segment& segment, Reader& reader, Frames& frames) {
  const Rational on_time = segment.start + reader.timeline().tolerance();
  const auto fail = [&](std::optional<Rational> video_end) {
    check_damage(frames.damage(), reader);
    throw start_beyond_end(segment.start, video_end);
  };
  std::optional<TimedFrame> current = frames.next();
  if (!current) fail(std::nullopt);
  while (current->time + current->duration <= on_time) {
    std::optional<TimedFrame> next = frames.next();
    if (!next) {
      if (reader.end_after(*current) <= segment.start) fail(reader.end_after(*current));
      break;
    }
    const bool beyond = next->time > on_time;
    current = std::move(next);
    if (beyond) break;
  }
  return *current;
}

PlanResult run(const AnimateOptions& given, Source& source, AvLog& log, CancelToken& cancel, ProgressMeter& progress) {
  const auto start_time = Timings::Clock::now();
  const PoolUse pool_use;
  const AvLog::Scope log_scope(log);
  progress.enter(Stage::OPEN);
  Timings timings;
  std::optional<MediaSource> media;
  std::optional<Reader> opened;
  {
    const Timings::Span span(timings, Stage::OPEN);
    media.emplace(source, cancel);
    Reader::Options wanted = reader_options(given);
    wanted.notes = true;
    media->open([&](Source& part) { opened.emplace(part, wanted, log, cancel); });
  }
  Reader& reader = *opened;
  AnimateOptions options = given;
  if (reader.demuxer().is_animated_image()) options.fps_limit.reset();
  PlanResult result;
  result.loop = options.loop.value_or(reader.demuxer().plays().value_or(0));
  const Segment segment = resolve_segment(given, sure_rate(given, reader.stream()), reader, result.warnings);

  progress.enter(Stage::SEEK);
  Frames frames(options, segment, reader, timings, cancel);
  {
    const Timings::Span span(timings, Stage::SEEK);
    reader.start_at(segment.start);
  }
  const double open_seconds = seconds_since(start_time);
  const double before_decoding = process_seconds();
  const TimedFrame first = frame_at_start(segment, reader, frames);
  frames.add(first);
  SegmentPlan plan = plan_segment(options, segment, reader, *first.frame);
  const JobPlan& job = plan.job;
  ColorInfo& color = plan.render.color;
  if (color.hdr() && color.peak_nits == 0) color.peak_nits = usual_peak_nits;
  const PipelineSize size = plan_memory(options, options.format, reader, plan.render, *first.frame);

  std::optional<Reader::Ahead> ahead;
  if (source.random_access() && !source.remote()) {
    const Timings::Span span(timings, Stage::DECODE);
    ahead = reader.read_ahead(segment.end, kMostAhead);
  }
  std::vector<Rational> times;
  std::vector<PacketNote> packets;
  std::optional<Rational> video_end;
  result.end = segment.end;
  if (ahead && !ahead->packets.empty()) {
    packets = std::move(ahead->packets);
    if (ahead->ended) {
      const PacketNote& last = packets.back();
      video_end =
          std::max(last.time + reader.timeline().interval(), known_length(segment, reader).value_or(Rational{}));
    }
    OutputTimes output = output_times(options, segment, packets, video_end, reader.timeline().tolerance());
    result.end = output.end;
    times = std::move(output.times);
    result.exact = !times.empty();
    if (result.exact) {
      const Rational unit{1, delay_rules(options.format).units_per_second};
      const auto [least, most] = std::minmax_element(output.delays.begin(), output.delays.end());
      result.delays = {{Rational{*least} * unit, Rational{*most} * unit}};
      int64_t total = 0;
      for (const int64_t delay : output.delays) total += delay;
      result.duration = Rational{total} * unit;
      warn_about_merged(output.merged, options.format, result.warnings);
    }
  }
  if (times.empty() && job.frames > 0) times = regular_times(job, options.limits.max_frames);
  if (!times.empty()) {
    result.frames = result.exact ? static_cast<int64_t>(times.size()) : job.frames;
    if (!result.duration && job.duration > Rational{}) result.duration = job.duration;
  }
  if (!result.end && job.duration > Rational{}) result.end = job.start + job.duration;

  progress.enter(Stage::ENCODE);
  const JobCosts costs = costs_of(options, plan.render, *first.frame);
  std::vector<PacketNote> counted = packets;
  for (auto& packet : counted) packet.time = packet.time - segment.start;
  const Activity activity(std::move(counted));
  std::vector<double> changes;
  if (activity.known() && !times.empty()) {
    changes.push_back(0);
    for (size_t i = 1; i < times.size(); ++i) changes.push_back(activity.between(times[i - 1], times[i]));
  }
  const RunChoice choice =
      times.empty() ? RunChoice{} : choose_runs(times, segment.start, packets, changes, costs, kShare);
  double decode_seconds = 0;
  std::vector<Trial> trials;
  {
    Runs runs(options, result.loop, plan.render, size, timings, cancel);
    runs.submit(frames.read(segment.start, choice.first));
    if (choice.second) {
      runs.submit(frames.read(segment.start + times[static_cast<size_t>(*choice.second)], run_frames));
    }
    for (const auto& part : choice.runs) {
      if (frames.jump_to(part.time)) runs.submit(frames.read(part.time, run_frames));
    }
    trials = runs.finish();
    decode_seconds = process_seconds() - before_decoding;
  }
  if (trials.empty()) throw start_beyond_end(segment.start, std::nullopt);
  const Damage damage = frames.damage();
  check_damage(damage, reader);

  if (!times.empty()) {
    PlanResult::Measured measured;
    const size_t segment_packets = std::count_if(packets.begin(), packets.end(), [&](const PacketNote& packet) {
      return packet.time >= segment.start && (!result.end || packet.time < *result.end);
    });
    static_cast<Estimate&>(measured) =
        estimate(times, activity, trials, options.format, usual_frame_bytes(options, plan.render.geometry));
    double work = 0;
    for (const auto& trial : trials) {
      measured.tried_frames += static_cast<int64_t>(trial.frames.size());
      for (const auto& frame : trial.frames) work += frame.seconds;
    }
    const double decode_each =
        std::max(0.0, decode_seconds - work) / static_cast<double>(std::max<int64_t>(1, frames.decoded()));
    const double decoded =
        segment_packets > 0 ? static_cast<double>(segment_packets) : (job.duration * job.source_rate).seconds();
    const double decode_all = decode_each * decoded;
    const double threads = std::max(1, size.threads);
    measured.seconds = open_seconds + std::max({(decode_all + measured.work_seconds) / threads,
                                                measured.ordered_seconds, decode_all / threads});
    result.size = measured.bytes;
    result.estimate = measured;
  }

  progress.enter(Stage::WRITE);
  const VideoFacts& facts = plan.facts;
  warn_about_choice(reader, result.warnings);
  warn_about_size(plan.render.geometry, std::nullopt, result.warnings);
  warn_about_colors(facts, result.warnings);
  warn_about_alpha(reader, facts, result.warnings);
  if (video_end) warn_about_end(segment, *video_end, reader, result.warnings);
  warn_about_fps(options, facts.frame_rate, result.warnings);
  warn_about_rate(reader, video_end, result.warnings);
  warn_about_start(reader, result.warnings);
  warn_about_reading(damage.errors, reader.decoded_from_start(), std::nullopt, reader, result.warnings);
  warn_about_photo(*media, result.warnings);
  describe_source(segment, facts, video_end, reader, cancel, result);
  result.format = options.format;
  result.width = plan.render.geometry.canvas_width;
  result.height = plan.render.geometry.canvas_height;
  result.start = segment.start;
  result.frame_rate = job.frame_rate;
  progress.complete(static_cast<int64_t>(times.size()), result.size);
  describe_timings(start_time, timings, result);
  return result;
}

}  // namespace

PlanResult plan(const AnimateOptions& options, Source& source, AvLog& log, CancelToken& cancel,
                ProgressMeter& progress) {
  try {
    return run(options, source, log, cancel, progress);
  } catch (const Failure& failure) {
    throw name_limit(failure, options.limits);
  }
}

}  // namespace cliploop
