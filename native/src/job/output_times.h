// The frames of an output, computed from the packets of the segment without decoding them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "input/reader.h"
#include "job/options.h"
#include "job/segment.h"

namespace cliploop {

struct OutputTimes {
  // Of the frames in the video, in its order, seconds from the start of the segment; repeats of a frame left out.
  std::vector<Rational> times;
  std::vector<int64_t> delays;  // of the frames, units of the format
  int64_t merged = 0;           // frames left out because the format cannot show them so briefly
  Rational end;                 // of the segment, seconds from the first displayed frame
};

// packets: in the order of display. video_end: when the packets reach the end of the video.
OutputTimes output_times(const AnimateOptions& options, const Segment& segment, const std::vector<PacketNote>& packets,
                         const std::optional<Rational>& video_end, Rational tolerance);

}  // namespace cliploop
