#include "input/stated_duration.h"

#include <string_view>

namespace cliploop {

bool is_fragmented(const AVFormatContext& format, const AVStream& stream) {
  return std::string_view(format.iformat->name).starts_with("mov") && stream.nb_frames == 0;
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
