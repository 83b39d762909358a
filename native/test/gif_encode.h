// Encodes images to a GIF file, for the GIF tests.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <vector>

#include "gif/encoder.h"
#include "gif_oracle.h"

namespace oracle {

using cliploop::Image;

// color(x, y) returns 0xRRGGBBAA.
inline Image image_of(int width, int height, const std::function<uint32_t(int, int)>& color) {
  Image image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const uint32_t c = color(x, y);
      uint8_t* p = image.row(y) + x * 4;
      for (int k = 0; k < 4; ++k) p[k] = static_cast<uint8_t>(c >> (24 - 8 * k));
      if (p[3] != 255) image.opaque = false;
    }
  }
  return image;
}

inline std::vector<cliploop::gif::Indexed> indexed_of(cliploop::gif::Encoder& encoder,
                                                      const std::vector<Image>& images) {
  std::vector<cliploop::gif::Indexed> ready;
  for (const Image& image : images) encoder.push(encoder.prepare(std::make_shared<Image>(image)), ready);
  encoder.flush(ready);
  return ready;
}

// Every frame lasts 7 centiseconds.
inline std::vector<uint8_t> file_of(const std::vector<Image>& images, int quality = 90, int loop = 0,
                                    cliploop::Dither dither = cliploop::Dither::automatic) {
  cliploop::gif::Encoder encoder(
      {.width = images[0].width, .height = images[0].height, .quality = quality, .loop = loop, .dither = dither});
  std::vector<uint8_t> file = encoder.header();
  const auto append = [&](const std::vector<uint8_t>& part) { file.insert(file.end(), part.begin(), part.end()); };
  for (const auto& frame : indexed_of(encoder, images)) {
    append(encoder.control(frame, 7));
    append(encoder.compress(frame));
  }
  append(encoder.trailer());
  return file;
}

// The largest difference of a color channel among the pixels that are visible in the image; 256 when a pixel is
// visible in only one of the two.
inline int worst_difference(const Image& image, const std::vector<uint8_t>& shown) {
  int worst = 0;
  for (size_t i = 0; i < image.pixels(); ++i) {
    const bool visible = image.opaque || image.rgba[i * 4 + 3] >= 128;
    if (visible != (shown[i * 4 + 3] == 255)) return 256;
    for (size_t c = 0; visible && c < 3; ++c) {
      const int d = image.rgba[i * 4 + c] - shown[i * 4 + c];
      worst = std::max(worst, d < 0 ? -d : d);
    }
  }
  return worst;
}

}  // namespace oracle
