// The properties of a video stream, for results, probes and warnings.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/av_ptr.h"
#include "base/rational.h"
#include "frame/color.h"
#include "frame/orient.h"
#include "input/picture_area.h"

namespace cliploop {

struct VideoFacts {
  int index = 0;
  std::string codec;
  std::string codec_long;
  std::string language;  // tag of the container, or empty
  std::string tag;       // codec tag of the container: four characters, or empty
  int coded_width = 0;
  int coded_height = 0;
  int width = 0;  // as displayed, after sample aspect ratio and orientation
  int height = 0;
  Rational sar{1};
  Orientation orientation;
  Rational frame_rate;  // 0: unknown
  int64_t bitrate = 0;  // bits per second, 0 = unknown
  Rational duration;    // seconds, 0 = unknown
  std::string pixel_format;
  int bit_depth = 8;
  ColorInfo color;
  int unreadable_dolby = 0;  // the Dolby Vision profile of a frame that lacks the metadata for its colors; else 0
  bool alpha = false;
  std::optional<int> plays;  // of an animated image, 0 = forever
  bool interlaced = false;
  bool is_default = false;
};

// 0 when the container does not state a plausible rate.
Rational nominal_frame_rate(const AVStream& stream);

// False when the average rate of the container is not plausible. Then the frame durations that libav derives from it
// are wrong too.
bool has_plausible_rate(const AVStream& stream);

// The sample aspect ratio of a frame, from the container or else from the codec; 0 = square.
Rational pixel_shape(const AVFormatContext& format, const AVStream& stream, const AVFrame& frame);

// frame: a decoded frame, or null. Its color and pixel format are more reliable than those of the header. area: the
// part that the container wants shown, or null; a decoded frame is cropped to it already.
VideoFacts describe_video(const AVFormatContext& format, const AVStream& stream, const AVFrame* frame,
                          const PictureArea* area);

// The names of the container format: "mov", "mp4", and so on.
std::vector<std::string> container_names(const AVFormatContext& format);

}  // namespace cliploop
