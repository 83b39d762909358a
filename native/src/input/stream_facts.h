// What can be said of a stream: for results, probes and warnings.
#pragma once

#include <string>
#include <vector>

#include "base/av_ptr.h"
#include "base/rational.h"
#include "frame/color.h"
#include "frame/orient.h"

namespace cliploop {

struct VideoFacts {
  int index = 0;
  std::string codec;
  std::string codec_long;
  std::string tag;  // four characters of the container, or empty
  int coded_width = 0;
  int coded_height = 0;
  int width = 0;  // as displayed: pixel shape and orientation applied
  int height = 0;
  Rational sar{1};
  Orientation orientation;
  Rational frame_rate;  // 0: unknown
  int64_t bitrate = 0;  // bits a second, 0 = unknown
  Rational duration;    // seconds, 0 = unknown
  std::string pixel_format;
  int bit_depth = 8;
  ColorInfo color;
  bool alpha = false;
  bool interlaced = false;
  bool is_default = false;
};

// 0 when the container tells nothing, or nonsense.
Rational nominal_frame_rate(const AVStream& stream);

// False: the container's average rate is nonsense, and so are the frame durations that libav derives from it.
bool has_plausible_rate(const AVStream& stream);

// The pixel shape of a frame: the container's word first, then the codec's; 0 = square.
Rational pixel_shape(const AVFormatContext& format, const AVStream& stream, const AVFrame& frame);

// What the header says; the colour and pixel format of a decoded frame are surer, so pass one where there is one.
VideoFacts describe_video(const AVFormatContext& format, const AVStream& stream, const AVFrame* frame);

// The container's names: "mov", "mp4", ….
std::vector<std::string> container_names(const AVFormatContext& format);

}  // namespace cliploop
