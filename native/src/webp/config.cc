#include "webp/config.h"

#include <algorithm>
#include <string>

#include "base/status.h"

namespace cliploop::webp {

Tolerance tolerance_of(int quality) {
  const int loss = 100 - quality;
  return loss == 0 ? Tolerance{} : Tolerance{1 + loss / 5, 16 + loss / 2};
}

namespace {

WebPConfig base_config(int effort) {
  WebPConfig config;
  if (WebPConfigInit(&config) == 0)
    throw Failure(Code::ENCODE_FAILED, Stage::WEBP, "the installed libwebp has an incompatible ABI version");
  config.method = effort;
  config.thread_level = 0;  // the job encodes several frames at the same time instead
  return config;
}

void check(const WebPConfig& config) {
  if (WebPValidateConfig(&config) != 0) return;
  throw Failure(Code::INVALID_OPTION, Stage::WEBP,
                "libwebp does not support quality " + std::to_string(config.quality) + " with effort " +
                    std::to_string(config.method));
}

}  // namespace

WebPConfig picture_config(int quality, int effort) {
  WebPConfig config = base_config(effort);
  config.quality = static_cast<float>(quality);
  config.alpha_quality = 100;
  check(config);
  return config;
}

WebPConfig frame_config(int quality, int effort) {
  WebPConfig config = picture_config(quality, effort);
  const auto setting = static_cast<float>(quality);
  config.quality = std::max(1.0F, setting - setting * (100 - setting) / 155);
  check(config);
  return config;
}

WebPConfig lossless_config(int effort) {
  WebPConfig config = base_config(effort);
  config.lossless = 1;
  config.quality = 25.0F + static_cast<float>(effort) * 10.0F;  // for lossless encoding, this is an effort
  check(config);
  return config;
}

}  // namespace cliploop::webp
