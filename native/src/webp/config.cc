#include "webp/config.h"

#include <algorithm>

#include "base/status.h"

namespace cliploop::webp {

Tolerance tolerance_of(int quality) {
  const int loss = 100 - quality;
  return loss == 0 ? Tolerance{} : Tolerance{1 + loss / 5, 16 + loss / 2};
}

WebPConfig frame_config(int quality) {
  WebPConfig config;
  if (WebPConfigInit(&config) == 0)
    throw Failure(Code::ENCODE_FAILED, "webp", "this libwebp has another interface version");
  // What stays on screen costs nothing and looks better than a new drawing; that much coarser may the rest be.
  const auto dial = static_cast<float>(quality);
  config.quality = std::max(1.0F, dial - dial * (100 - dial) / 190);
  config.method = 2;
  config.alpha_quality = 100;
  config.thread_level = 0;  // the job spreads frames over its threads instead
  if (WebPValidateConfig(&config) == 0) throw Failure(Code::INVALID_OPTION, "webp", "quality is out of range");
  return config;
}

}  // namespace cliploop::webp
