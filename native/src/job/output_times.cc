#include "job/output_times.h"

#include "job/format_encoder.h"
#include "job/playback.h"
#include "sample/delay.h"
#include "sample/sample.h"

namespace cliploop {

OutputTimes output_times(const AnimateOptions& options, const Segment& segment, const std::vector<PacketNote>& packets,
                         const std::optional<Rational>& video_end, Rational tolerance) {
  OutputTimes out;
  Sampler sampler({segment.start, segment.end, options.fps, tolerance, options.fps_limit});
  std::vector<Rational> starts;
  const auto keep_start = [&](const SampledFrame& frame) { starts.push_back(frame.start); };
  for (const auto& packet : packets) {
    if (sampler.done()) break;
    if (packet.time < Rational{}) continue;
    sampler.add({nullptr, packet.time, {}}, keep_start);
  }
  out.end = segment.end.value_or(Rational{});
  if (!sampler.done() && !packets.empty()) {
    const Rational end = video_end.value_or(packets.back().time);
    out.end = sampler.finish(std::max(end, packets.back().time), keep_start);
  }
  DelayRounder delays(delay_rules(options.format), options.speed);
  const bool forward = options.playback == Playback::FORWARD;
  if (!forward) out.times = starts;
  const auto keep = [&](const SampledFrame& frame, int64_t duration) {
    if (forward) out.times.push_back(starts[frame.index]);
    out.delays.push_back(duration);
  };
  const PlayedFrames played = play(options.playback, in_order(starts, out.end - segment.start));
  for (const PlayedFrame& frame : played.frames) {
    // The start of the first frame is that of the output, unless the video begins later.
    delays.add({nullptr, nullptr, nullptr, forward ? starts[frame.index] : frame.start, frame.index}, keep);
  }
  delays.finish(forward ? out.end - segment.start : played.end, keep);
  out.merged = delays.merged();
  return out;
}

}  // namespace cliploop
