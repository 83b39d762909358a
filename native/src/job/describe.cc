#include "job/describe.h"

namespace cliploop {
namespace {

// Sets the length of the source. This may read from it.
void describe_length(const Segment& segment, Reader& reader, std::optional<Rational> video_end, JobResult& result) {
  const std::optional<Rational> claimed = reader.claimed_length();
  if (!video_end && !segment.video_length) reader.look_for_joins();
  if (video_end) {
    result.source_duration = video_end;
    const Rational slack = Rational{1, 2} + reader.timeline().interval();
    result.duration_from_packets = !claimed || *claimed > *video_end + slack || *video_end > *claimed + slack;
  } else if (segment.video_length) {
    result.source_duration = segment.video_length->end;
    result.duration_from_packets = segment.video_length->from_packets;
  } else if (const std::optional<Reader::Length> rest = reader.read_rest()) {
    result.source_duration = rest->end;
    result.duration_from_packets = rest->from_packets;
  } else if (reader.knows_parts()) {
    const std::optional<Reader::Length> length = reader.find_length_of_parts();
    if (!length) return;
    result.source_duration = length->end;
    result.duration_from_packets = length->from_packets;
  } else {
    result.source_duration = known_length(segment, reader);
  }
}

}  // namespace

void describe_size(const Geometry& geometry, JobResult& result) {
  result.width = geometry.canvas_width;
  result.height = geometry.canvas_height;
  if (geometry.is_cropped()) result.crop = geometry.cropped;
}

void describe_source(const Segment& segment, const VideoFacts& facts, std::optional<Rational> video_end, Reader& reader,
                     CancelToken& cancel, JobResult& result) {
  result.source = facts;
  result.stream_reason = reader.choice().reason;
  result.containers = container_names(reader.demuxer().format());
  result.decoded_from_start = reader.decoded_from_start();
  try {
    describe_length(segment, reader, video_end, result);
  } catch (const Failure&) {
    // The segment was read without an error: the length of the source is then unknown.
    cancel.check();
  }
}

void describe_timings(Timings::Clock::time_point start_time, Timings& timings, JobResult& result) {
  timings.add(Stage::TOTAL, std::chrono::duration_cast<std::chrono::microseconds>(Timings::Clock::now() - start_time));
  for (const Stage stage : stages_for(stage_use::timing)) {
    result.timings.emplace_back(stage_name(stage), timings.milliseconds(stage));
  }
}

}  // namespace cliploop
