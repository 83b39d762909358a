// Decodes single frames of the video, for measurements.
#pragma once

#include <set>

#include "input/decoder.h"
#include "input/demuxer.h"
#include "input/timeline.h"

namespace cliploop {

// Opens the source a second time. It moves the position of the source, so nothing else may read meanwhile.
class KeyFrames {
 public:
  // stream: the one to read; it has the same index when the source is opened again, and must outlive this. Throws like
  // Demuxer and Decoder.
  KeyFrames(Source& source, const Demuxer::Options& options, const AVStream& stream, const Timeline& timeline,
            int64_t max_pixels, CancelToken& cancel);

  // The key frame at or before the time; null when it was returned before, when it is encrypted or has errors, or when
  // there is none.
  FramePtr at(Rational time);
  // Starts at the key frame at or before the time. False when the container cannot seek.
  bool start_at(Rational time);
  // The next frame after start_at(), in display order; null at the end.
  FramePtr next();
  // The time of a frame according to its time stamp.
  Rational time_of(const AVFrame& frame) const { return timeline_.time_of(frame.best_effort_timestamp); }

 private:
  // The next packet; null at the end, and from the first encrypted one on.
  PacketPtr read();

  AvLog log_;  // apart from that of the job, which counts damage
  Demuxer demuxer_;
  const AVStream& stream_;
  Decoder decoder_;
  const Timeline timeline_;
  std::set<int64_t> seen_;  // time stamps of key frames
  bool ended_ = false;
};

}  // namespace cliploop
