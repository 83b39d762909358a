#include "picture/webp.h"

#include "webp/config.h"
#include "webp/few_colors.h"
#include "webp/vp8.h"

namespace cliploop::picture {

std::vector<uint8_t> encode_webp(const Image& image, int quality, CancelToken& cancel) {
  // Method 4, the default of libwebp, takes twice the time for a file that is 5 % smaller.
  constexpr int kMethod = 2;
  static_assert(kMethod <= webp::max_alpha_method);
  const webp::Pixels pixels{image.rgba.data(), image.width * 4, image.width, image.height, image.opaque};
  std::vector<uint8_t> lossy = webp::encode_file(pixels, webp::picture_config(quality, kMethod), cancel);
  if (!webp::has_few_colors(pixels)) return lossy;
  std::vector<uint8_t> lossless = webp::encode_file(pixels, webp::lossless_config(kMethod), cancel);
  return lossless.size() <= lossy.size() ? lossless : lossy;
}

}  // namespace cliploop::picture
