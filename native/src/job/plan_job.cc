#include "job/plan_job.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <utility>

#include "base/pool.h"
#include "frame/hdr_metadata.h"
#include "input/motion_photo.h"
#include "job/bars.h"
#include "job/damage.h"
#include "job/format_encoder.h"
#include "job/input_warnings.h"
#include "job/loop.h"
#include "job/memory.h"
#include "job/moment.h"
#include "job/output_times.h"
#include "job/plan.h"
#include "job/run_choice.h"
#include "job/run_reader.h"
#include "job/runs.h"
#include "job/still_times.h"
#include "job/stripes.h"
#include "job/warnings.h"

namespace cliploop {
namespace {

// The share of the cost of a job that its plan may have. Plans of short jobs may cost more, see choose_runs().
constexpr double kShare = 0.08;
// Packets of the segment that are kept until they are decoded.
constexpr int64_t kMostAhead = int64_t{48} << 20;  // bytes
// Frames of a damaged segment that are decoded to see whether most of it is damaged.
constexpr int64_t kMostExamined = 2000;

// Seconds of the processor that all threads of the process have used.
double process_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double seconds_since(Timings::Clock::time_point start) {
  return std::chrono::duration<double>(Timings::Clock::now() - start).count();
}

// How many times as long as its work a job takes because other processes use the machine too.
double waiting_factor(double seconds, double work) {
  constexpr double kMost = 20;
  return std::clamp(seconds / std::max(work, 1e-6), 1.0, kMost);
}

// Nanoseconds to decode a pixel. Measured with one thread, like the others.
double decoding_cost(AVCodecID codec) {
  switch (codec) {
    case AV_CODEC_ID_HEVC:
      return 4;
    case AV_CODEC_ID_H264:
    case AV_CODEC_ID_AV1:
      return 2;
    case AV_CODEC_ID_VP9:
      return 1.6;
    default:
      return 1.2;
  }
}

JobCosts costs_of(const AnimateOptions& options, const RenderPlan& render, const Reader& reader) {
  const AVFrame& frame = reader.first_frame();
  const double source = static_cast<double>(frame.width) * frame.height;
  const double canvas = static_cast<double>(render.geometry.canvas_width) * render.geometry.canvas_height;
  const double decode = source * decoding_cost(reader.stream().codecpar->codec_id);
  constexpr double kOpen = 4e6, kFirstFrames = 4, kScale = 0.4;  // ns, frames that are decoded to open, ns of a pixel
  const double encode = encoding_cost(options.format, options.effort);
  const double scale = source * kScale;
  const Stripes stripes = stripes_for(options.format, render.geometry.canvas_width, render.geometry.canvas_height);
  return {kOpen + kFirstFrames * decode, decode, scale + canvas * encode, scale + canvas * encode / stripes.scale()};
}

// The bytes of a frame of a usual video.
double usual_frame_bytes(const AnimateOptions& options, const Geometry& geometry) {
  constexpr double kGif = 0.16, kWebp = 0.045, kAvif = 0.012;  // of a pixel, at quality 75 and a medium size
  const double pixels = static_cast<double>(geometry.canvas_width) * geometry.canvas_height;
  const double quality = static_cast<double>(options.quality) / 75;
  if (options.format == Format::GIF) return pixels * kGif * std::sqrt(quality);
  return pixels * quality * (options.format == Format::AVIF ? kAvif : kWebp);
}

// The frames of the output when the packets do not tell: at the frame rate.
std::vector<Rational> regular_times(const JobPlan& job, int64_t most) {
  std::vector<Rational> times;
  const int64_t count = (job.duration * job.frame_rate).ceiled();
  for (int64_t k = 0; k < std::min(count, most); ++k) times.push_back(Rational{k} / job.frame_rate);
  return times;
}

std::optional<SegmentPlan> guess_plan(const AnimateOptions& options, const Segment& segment, const Reader& reader) {
  try {
    return plan_segment(options, segment, reader, reader.first_frame());
  } catch (const Failure&) {
    return std::nullopt;
  }
}

// The frames of the output before the segment, and how much changes at each, from the key frame on at which reading
// begins.
RunLead lead_of(const AnimateOptions& options, const Segment& segment, const std::vector<PacketNote>& packets,
                const Activity& activity, Rational rate) {
  RunLead out;
  if (packets.empty() || rate <= Rational{}) return out;
  const Rational first = packets.front().time - segment.start;
  const auto count = (Rational{} - first) * rate;
  if (count.floored() > options.limits.max_frames) return out;
  for (int64_t k = count.floored(); k > 0; --k) {
    out.times.push_back(Rational{} - Rational{k} / rate);
    const bool one = out.times.size() < 2;
    out.activity.push_back(one ? 0 : activity.between(out.times[out.times.size() - 2], out.times.back()));
  }
  return out;
}

PlanResult run(const AnimateOptions& wanted, Source& source, AvLog& log, CancelToken& cancel, ProgressMeter& progress) {
  const auto start_time = Timings::Clock::now();
  const double begin_work = process_seconds();
  const AnimateOptions given = with_source_rates(wanted);
  const PoolUse pool_use;
  const AvLog::Scope log_scope(log);
  progress.enter(Stage::OPEN);
  Timings timings;
  std::optional<MediaSource> media;
  std::optional<Reader> opened;
  {
    const Timings::Span span(timings, Stage::OPEN);
    media.emplace(source, cancel);
    Reader::Options reading = reader_options(given);
    reading.notes = true;
    reading.threads = 1;  // until it is known how much is decoded
    media->open([&](Source& part) { opened.emplace(part, reading, log, cancel); });
  }
  Reader& reader = *opened;
  AnimateOptions options = given;
  if (reader.demuxer().is_animated_image()) options.fps_limit.reset();
  PlanResult result;
  result.loop = options.loop.value_or(reader.demuxer().plays().value_or(0));
  Segment segment = resolve_segment(given, sure_rate(given, reader.stream()), reader, result.warnings);

  progress.enter(Stage::SEEK);
  choose_start(options, segment, reader, timings, cancel);
  cut_bars(options, segment, reader, timings, cancel);
  // Ends are not searched for: that would decode the segment.
  if (options.seamless.mode == Seamless::Mode::CROSSFADE) {
    const std::optional<Loop> loop = close_loop(options, segment, reader, timings, cancel);
    segment.start = segment.start + loop->fade;
  }
  RunReader frames(options, segment, reader, timings, cancel);
  frames.start();
  const bool local = source.random_access() && !source.remote();
  const double open_work = process_seconds() - begin_work;
  const double open_seconds = local ? std::min(open_work, seconds_since(start_time)) : seconds_since(start_time);
  const double before_decoding = process_seconds();
  const auto decoding_time = Timings::Clock::now();

  std::optional<Reader::Ahead> ahead;
  if (local) {
    const Timings::Span span(timings, Stage::DECODE);
    ahead = reader.read_ahead(segment.end, kMostAhead);
  }
  std::vector<Rational> times;
  int64_t exact_frames = 0;
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
      exact_frames = static_cast<int64_t>(output.delays.size());
      result.duration = Rational{total} * unit;
      warn_about_merged(output.merged, options.format, result.warnings);
    }
  }

  progress.enter(Stage::ENCODE);
  std::vector<PacketNote> counted = packets;
  for (auto& packet : counted) packet.time = packet.time - segment.start;
  const Activity activity(std::move(counted));
  std::vector<double> changes;
  if (activity.known() && !times.empty()) {
    changes.push_back(0);
    for (size_t i = 1; i < times.size(); ++i) changes.push_back(activity.between(times[i - 1], times[i]));
  }
  // Of the first frame of the segment, which is not known yet, the first one of the file tells the size.
  const std::optional<SegmentPlan> guess = guess_plan(options, segment, reader);
  if (times.empty() && guess) times = regular_times(guess->job, options.limits.max_frames);
  RunChoice choice;
  if (guess && !times.empty()) {
    const RunLead lead = lead_of(options, segment, packets, activity, guess->job.frame_rate);
    const JobCosts costs = costs_of(options, guess->render, reader);
    choice = choose_runs({times, segment.start, packets, changes, lead}, costs, kShare);
    // How many frames are decoded up to the segment is not known without packets.
    const bool far = packets.empty() && segment.start > Rational{};
    if (far || is_faster_with_threads(choice, costs, options.threads)) reader.use_threads(options.threads);
  }
  std::optional<SegmentPlan> planned;
  PipelineSize size;
  std::optional<Runs> runs;
  const auto begin_runs = [&](const AVFrame& shown) {
    planned = plan_segment(options, segment, reader, shown);
    ColorInfo& color = planned->render.color;
    if (color.hdr() && color.peak_nits == 0) color.peak_nits = usual_peak_nits;
    size = plan_memory(options, options.format, reader, planned->render, shown);
    runs.emplace(TrialSettings{options, result.loop, planned->render, choice.whole, timings, cancel},
                 choice.runs.size() + 1, size);
  };
  const auto add = [&](SampledFrame frame) {
    if (!runs) begin_runs(*frame.frame);
    runs->add(std::move(frame));
  };
  frames.read_first(choice.begin, choice.first, add);
  runs->end_run();
  const SegmentPlan& plan = *planned;
  const JobPlan& job = plan.job;
  if (!result.exact) times = regular_times(job, options.limits.max_frames);
  if (!times.empty()) {
    result.frames = result.exact ? exact_frames : job.frames;
    if (!result.duration && job.duration > Rational{}) {
      const Rational played = job.duration * Rational{*result.frames, static_cast<int64_t>(times.size())};
      result.duration = played / options.speed;
    }
  }
  if (!result.end && job.duration > Rational{}) result.end = job.start + job.duration;
  bool lost = false;  // a jump failed, so that only another one may follow
  for (const auto& run : choice.runs) {
    if (run.key) lost = !frames.jump_to(*run.key);
    // The guess may have had more frames.
    if (lost || static_cast<size_t>(run.frame) >= times.size()) continue;
    frames.read(segment.start + times[static_cast<size_t>(run.frame)], run_frames, add);
    runs->end_run();
  }
  const std::vector<Trial> trials = runs->finish();
  const double decode_seconds = process_seconds() - before_decoding;
  const double waiting = local ? waiting_factor(seconds_since(decoding_time), decode_seconds) : 1;
  const int64_t decoded_frames = frames.decoded();
  if (frames.damage().errors > 0) reader.use_threads(options.threads);
  frames.examine_damage(kMostExamined);
  const Damage damage = frames.damage();
  check_damage(damage, reader);

  if (!times.empty()) {
    PlanResult::Measured measured;
    const size_t segment_packets = std::count_if(packets.begin(), packets.end(), [&](const PacketNote& packet) {
      return packet.time >= segment.start && (!result.end || packet.time < *result.end);
    });
    static_cast<Estimate&>(measured) =
        estimate(times, activity, trials, options.format, usual_frame_bytes(options, plan.render.geometry));
    measured.repeat(static_cast<double>(*result.frames) / static_cast<double>(times.size()));
    double work = 0;
    for (const auto& trial : trials) {
      measured.tried_frames += static_cast<int64_t>(trial.frames.size());
      work += trial.spent_seconds;
    }
    const double decode_each =
        std::max(0.0, decode_seconds - work) / static_cast<double>(std::max<int64_t>(1, decoded_frames));
    const double decoded =
        segment_packets > 0 ? static_cast<double>(segment_packets) : (job.duration * job.source_rate).seconds();
    const double decode_all = decode_each * decoded;
    const double threads = std::max(1, size.threads);
    measured.seconds = open_seconds + waiting * std::max({(decode_all + measured.work_seconds) / threads,
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
  describe_size(plan.render.geometry, result);
  result.start = segment.start;
  result.frame_rate = job.frame_rate * options.speed;
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
