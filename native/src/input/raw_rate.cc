#include "input/raw_rate.h"

#include <cmath>
#include <string_view>

extern "C" {
#include <libavutil/opt.h>
}

#include "input/stream_facts.h"

namespace cliploop {
namespace {

// libav gives a stream that states no rate the value of the option "framerate". A stream of exactly 25 fps must differ
// from that, so the option gets a value that no stream has.
constexpr Rational kMarkedRate{1'000'003, 40'000};

// Pictures one after the other, which have no rate.
bool is_pictures(const AVInputFormat& format) { return std::string_view(format.name).ends_with("_pipe"); }

}  // namespace

bool is_raw(const AVInputFormat& format) {
  // av_opt_find() takes a pointer to a pointer to the class, as an object begins with one.
  const AVClass* options = format.priv_class;
  return options != nullptr && av_opt_find(&options, "framerate", nullptr, 0, AV_OPT_SEARCH_FAKE_OBJ) != nullptr;
}

std::string raw_rate_text(const AVInputFormat& format, std::optional<Rational> given) {
  const Rational rate = given.value_or(is_pictures(format) ? kAssumedRate : kMarkedRate);
  return std::to_string(rate.num) + "/" + std::to_string(rate.den);
}

bool states_rate(const AVInputFormat& format, const AVStream& stream) {
  if (is_pictures(format)) return false;
  const auto is_mark = [](AVRational rate) {
    constexpr double kClose = 1e-6;
    return rate.den > 0 && std::abs(av_q2d(rate) - kMarkedRate.seconds()) < kClose;
  };
  return nominal_frame_rate(stream) > Rational{} && !is_mark(stream.r_frame_rate) && !is_mark(stream.avg_frame_rate);
}

Failure refuse_rate(const AVInputFormat& format) {
  return {Code::INVALID_OPTION, Stage::DEMUX,
          "`inputFps` is only for raw streams, which have no frame times. This input (" + std::string(format.name) +
              ") has frame times; leave the option out"};
}

}  // namespace cliploop
