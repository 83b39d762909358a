#include "job/output_times.h"

#include "job/format_encoder.h"
#include "sample/delay.h"
#include "sample/sample.h"

namespace cliploop {

OutputTimes output_times(const AnimateOptions& options, const Segment& segment, const std::vector<PacketNote>& packets,
                         const std::optional<Rational>& video_end, Rational tolerance) {
  OutputTimes out;
  Sampler sampler({segment.start, segment.end, options.fps, tolerance, options.fps_limit});
  DelayRounder delays(delay_rules(options.format), options.speed);
  const auto keep = [&](const SampledFrame& frame, int64_t duration) {
    out.times.push_back(frame.start);
    out.delays.push_back(duration);
  };
  const auto delay = [&](SampledFrame frame) { delays.add(std::move(frame), keep); };
  for (const auto& packet : packets) {
    if (sampler.done()) break;
    if (packet.time < Rational{}) continue;
    sampler.add({nullptr, packet.time, {}}, delay);
  }
  out.end = segment.end.value_or(Rational{});
  if (!sampler.done() && !packets.empty()) {
    const Rational end = video_end.value_or(packets.back().time);
    out.end = sampler.finish(std::max(end, packets.back().time), delay);
  }
  delays.finish(out.end - segment.start, keep);
  out.merged = delays.merged();
  return out;
}

}  // namespace cliploop
