#include "job/format_encoder.h"

#include <algorithm>

namespace cliploop {

double encoding_cost(Format format, int effort) {
  constexpr double kAvif[] = {90, 120, 180, 240, 330, 500, 900};
  if (format == Format::AVIF) return kAvif[std::clamp(effort, 0, 6)];
  return format == Format::GIF ? 30 : 22 + 10.0 * effort;
}

std::unique_ptr<FormatEncoder> make_encoder(Format format, const EncoderOptions& options, Dither dither,
                                            CancelToken& cancel) {
  switch (format) {
    case Format::GIF:
      return make_gif_encoder(options, dither);
    case Format::AVIF:
      return make_avif_encoder(options, cancel);
    default:
      return make_webp_encoder(options);
  }
}

}  // namespace cliploop
