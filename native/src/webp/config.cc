#include "webp/config.h"

#include "base/status.h"

namespace cliploop::webp {

WebPConfig frame_config(int quality) {
  WebPConfig config;
  if (WebPConfigInit(&config) == 0)
    throw Failure(Code::ENCODE_FAILED, "webp", "this libwebp has another interface version");
  config.quality = static_cast<float>(quality);
  config.method = 4;
  config.alpha_quality = 100;
  config.thread_level = 0;  // the job spreads frames over its threads instead
  if (WebPValidateConfig(&config) == 0) throw Failure(Code::INVALID_OPTION, "webp", "quality is out of range");
  return config;
}

}  // namespace cliploop::webp
