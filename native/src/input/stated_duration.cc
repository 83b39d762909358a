#include "input/stated_duration.h"

#include <string_view>

namespace cliploop {

bool is_fragmented(const AVFormatContext& format, const AVStream& stream) {
  return std::string_view(format.iformat->name).starts_with("mov") && stream.nb_frames == 0;
}

namespace {

// The time stamp at which the file begins when its header has the time of the end instead of the length.
Rational start_in_duration(const AVFormatContext& format) {
  const std::string_view name(format.iformat->name);
  const bool states_end = name.starts_with("matroska") || name.ends_with("flv");
  const bool late = format.start_time != AV_NOPTS_VALUE && format.start_time > 0;
  return states_end && late ? Rational{format.start_time, AV_TIME_BASE} : Rational{};
}

}  // namespace

std::optional<Rational> stated_duration(const AVFormatContext& format) {
  if (format.duration <= 0) return std::nullopt;
  const Rational whole{format.duration, AV_TIME_BASE};
  const Rational start = start_in_duration(format);
  return start < whole ? whole - start : whole;
}

std::optional<Rational> stated_duration(const AVFormatContext& format, const AVStream& stream) {
  if (stream.duration <= 0) return std::nullopt;
  int64_t ticks = stream.duration;
  // libav takes the end of the last fragment for the duration, in the clock of the file.
  if (is_fragmented(format, stream) && stream.start_time > 0 && stream.start_time < ticks) ticks -= stream.start_time;
  return Rational{ticks} * Rational{stream.time_base.num, stream.time_base.den};
}

bool is_plausible_duration(Rational duration, int64_t size) {
  constexpr Rational kDay{86'400};
  constexpr Rational kLongest{86'400 * 366};
  return size < 0 ? duration < kLongest : duration <= kDay || duration <= Rational{size};
}

}  // namespace cliploop
