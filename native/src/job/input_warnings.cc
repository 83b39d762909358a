#include "job/input_warnings.h"

#include <string_view>

namespace cliploop {
namespace {

// libav and this engine read pictures as streams of one frame.
bool is_picture(const AVInputFormat& format) { return std::string_view(format.name).ends_with("_pipe"); }

}  // namespace

void warn_about_alpha(const Reader& reader, const VideoFacts& facts, std::vector<Warning>& warnings) {
  const bool stated = facts.alpha || reader.demuxer().alpha() != nullptr;
  if (!stated || has_alpha(static_cast<AVPixelFormat>(reader.first_frame().format))) return;
  warnings.push_back({"ALPHA_DROPPED", "The source has transparency, but the installed libav cannot decode it for " +
                                           facts.codec + ". The output is opaque."});
}

void warn_about_rate(const Reader& reader, std::optional<Rational> video_end, std::vector<Warning>& warnings) {
  const std::optional<Rational> rate = reader.demuxer().assumed_rate();
  const bool single = video_end && *video_end <= reader.timeline().interval();
  if (single && is_picture(*reader.demuxer().format().iformat)) {
    warnings.push_back({"STILL_IMAGE", "The input is a single picture, not a video."});
  } else if (rate && !single) {
    warnings.push_back({"RATE_ASSUMED",
                        "The input does not state the times of its frames. " + std::to_string(rate->rounded()) +
                            " frames per second are assumed. The option inputFps sets another rate.",
                        {{"fps", rate->seconds()}}});
  }
}

}  // namespace cliploop
