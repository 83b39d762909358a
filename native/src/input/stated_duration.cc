#include "input/stated_duration.h"

#include <algorithm>
#include <string_view>

namespace cliploop {

bool is_fragmented(const AVFormatContext& format, const AVStream& stream) {
  return std::string_view(format.iformat->name).starts_with("mov") && stream.nb_frames == 0;
}

namespace {

// Whether the header has the time of the end instead of the length. stream: of the duration of a stream.
bool states_end(const AVFormatContext& format, bool stream) {
  const std::string_view name(format.iformat->name);
  if (name == "asf" || name == "nut" || name == "wtv") return true;
  return !stream && (name.starts_with("matroska") || name.ends_with("flv"));
}

// The length when `stated` may be the time of the end. start: the first time stamp of the file.
Rational without_start(Rational stated, const AVFormatContext& format, std::optional<Rational> start) {
  if (format.start_time != AV_NOPTS_VALUE) start = Rational{format.start_time, AV_TIME_BASE};
  return start && *start > Rational{} && *start < stated ? stated - *start : stated;
}

}  // namespace

std::optional<Rational> stated_duration(const AVFormatContext& format, std::optional<Rational> start) {
  if (format.duration <= 0) return std::nullopt;
  const Rational whole{format.duration, AV_TIME_BASE};
  return states_end(format, false) ? without_start(whole, format, start) : whole;
}

std::optional<Rational> stated_duration(const AVFormatContext& format, const AVStream& stream,
                                        std::optional<Rational> start) {
  if (stream.duration <= 0) return std::nullopt;
  int64_t ticks = stream.duration;
  // libav takes the end of the last fragment for the duration, in the clock of the file.
  if (is_fragmented(format, stream) && stream.start_time > 0 && stream.start_time < ticks) ticks -= stream.start_time;
  // libav shortens the duration of AVI when the file is cut.
  if (std::string_view(format.iformat->name) == "avi" && stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO) {
    ticks = std::max(ticks, stream.nb_frames);
  }
  const Rational stated = Rational{ticks} * Rational{stream.time_base.num, stream.time_base.den};
  return states_end(format, true) ? without_start(stated, format, start) : stated;
}

bool is_plausible_duration(Rational duration, int64_t size) {
  constexpr Rational kDay{86'400};
  constexpr Rational kLongest{86'400 * 366};
  return size < 0 ? duration < kLongest : duration <= kDay || duration <= Rational{size};
}

}  // namespace cliploop
