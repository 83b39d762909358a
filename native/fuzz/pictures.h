// Makes sequences of small pictures from the bytes of an input.
#pragma once

#include <fuzzer/FuzzedDataProvider.h>

#include <memory>
#include <random>

#include "frame/image.h"
#include "fuzz.h"

namespace fuzz {

using cliploop::Image;

inline void find_opacity(Image& image) {
  image.opaque = true;
  for (size_t i = 3; i < image.rgba.size(); i += 4) image.opaque = image.opaque && image.rgba[i] == 255;
}

// The next picture, often with parts of the one before.
inline std::shared_ptr<Image> next_picture(FuzzedDataProvider& data, const Image* before, int width, int height) {
  auto image = std::make_shared<Image>(width, height);
  if (before != nullptr) {
    image->rgba = before->rgba;
  } else {
    std::fill(image->rgba.begin(), image->rgba.end(), data.ConsumeBool() ? uint8_t{255} : uint8_t{0});
  }
  const int left = data.ConsumeIntegralInRange(0, width - 1);
  const int top = data.ConsumeIntegralInRange(0, height - 1);
  const int right = data.ConsumeIntegralInRange(left, width - 1);
  const int bottom = data.ConsumeIntegralInRange(top, height - 1);
  const int kind = data.ConsumeIntegralInRange(0, 5);
  const auto color = data.ConsumeIntegral<uint32_t>();
  const auto step = data.ConsumeIntegral<uint32_t>();
  const uint32_t alpha = data.PickValueInArray<uint32_t>({255, 255, 255, 0, 127, 128, 1, 254});
  std::minstd_rand random(color);
  for (int y = top; y <= bottom; ++y) {
    for (int x = left; x <= right; ++x) {
      uint8_t* pixel = image->row(y) + x * 4;
      const auto ux = static_cast<uint32_t>(x);
      const auto uy = static_cast<uint32_t>(y);
      uint32_t rgb = color;
      if (kind == 1) rgb = color + ux * (step & 0x0f0f0f) + uy * (step >> 4 & 0x0f0f0f);
      if (kind == 2) rgb = static_cast<uint32_t>(random());
      if (kind == 3) rgb = (ux ^ uy) & 2 ? color : step;
      if (kind == 4) rgb = data.ConsumeIntegral<uint8_t>() * step;
      const uint32_t noise = kind == 5 ? static_cast<uint32_t>(random()) & 0x030303 : 0;
      for (uint32_t c = 0; c < 3; ++c) {
        const auto level = static_cast<uint8_t>(rgb >> 8 * c);
        // Kind 5 changes what is there by noise.
        pixel[c] = kind == 5 ? static_cast<uint8_t>(pixel[c] + (noise >> 8 * c & 3)) : level;
      }
      pixel[3] = static_cast<uint8_t>(kind == 2 && alpha != 255 ? rgb >> 7 : alpha);
    }
  }
  find_opacity(*image);
  return image;
}

}  // namespace fuzz
