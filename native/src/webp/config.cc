#include "webp/config.h"

#include <algorithm>

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
    throw Failure(Code::ENCODE_FAILED, Stage::WEBP, "this libwebp has another interface version");
  config.method = effort;
  config.thread_level = 0;  // the job spreads frames over its threads instead
  return config;
}

void check(const WebPConfig& config) {
  if (WebPValidateConfig(&config) == 0)
    throw Failure(Code::INVALID_OPTION, Stage::WEBP, "quality or effort is out of range");
}

}  // namespace

WebPConfig frame_config(int quality, int effort) {
  WebPConfig config = base_config(effort);
  const auto dial = static_cast<float>(quality);
  config.quality = std::max(1.0F, dial - dial * (100 - dial) / 155);
  config.alpha_quality = 100;
  check(config);
  return config;
}

WebPConfig lossless_config(int effort) {
  WebPConfig config = base_config(effort);
  config.lossless = 1;
  config.quality = 25.0F + static_cast<float>(effort) * 10.0F;  // effort again, where nothing is lost
  check(config);
  return config;
}

}  // namespace cliploop::webp
