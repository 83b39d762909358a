#include "frame/part_output.h"

#include <algorithm>

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace cliploop {
namespace {

constexpr uint32_t kMost = 1023;
constexpr uint32_t kMost16 = 65'535;
constexpr uint32_t kWhite8 = 255 << 2;  // samples of 8 bits are shifted

uint8_t ten_to_8_bits(uint16_t value) { return static_cast<uint8_t>(std::min((value + 2) >> 2, 255)); }

int depth_of(AVPixelFormat format) { return av_pix_fmt_desc_get(format)->comp[0].depth; }

}  // namespace

AVPixelFormat PartOutput::input_for(AVPixelFormat source, AVPixelFormat wanted) {
  if (wanted == AV_PIX_FMT_YUV444P10 || wanted == AV_PIX_FMT_YUVA444P) return wanted;
  return depth_of(source) > 8 ? AV_PIX_FMT_GBRP14 : AV_PIX_FMT_GBRP;
}

PartOutput::PartOutput(AVPixelFormat from, AVPixelFormat wanted, int width, int height)
    : wanted_(wanted),
      width_(width),
      height_(height),
      white_(depth_of(from) == 8 ? kWhite8 : kMost),
      planes_(wanted == AV_PIX_FMT_YUVA444P ? AV_PIX_FMT_YUVA444P10 : AV_PIX_FMT_GBRP10, width, height) {}

void PartOutput::write(ScaleBuffer& to) const {
  if (wanted_ == AV_PIX_FMT_YUVA444P) {
    write_planes(to);
  } else if (wanted_ == AV_PIX_FMT_RGBA) {
    write_rgba(to);
  } else {
    write_rgba64(to);
  }
}

void PartOutput::write_rgba(ScaleBuffer& to) const {
  for (int y = 0; y < height_; ++y) {
    auto* rgba = row_of<uint8_t>(to, 0, y);
    const auto* green = row_of<const uint16_t>(planes_, 0, y);
    const auto* blue = row_of<const uint16_t>(planes_, 1, y);
    const auto* red = row_of<const uint16_t>(planes_, 2, y);
    for (int x = 0; x < width_; ++x) {
      rgba[x * 4] = ten_to_8_bits(red[x]);
      rgba[x * 4 + 1] = ten_to_8_bits(green[x]);
      rgba[x * 4 + 2] = ten_to_8_bits(blue[x]);
      rgba[x * 4 + 3] = 255;
    }
  }
}

void PartOutput::write_rgba64(ScaleBuffer& to) const {
  const auto widen = [this](uint16_t value) {
    return static_cast<uint16_t>((std::min<uint32_t>(value, white_) * kMost16 + white_ / 2) / white_);
  };
  for (int y = 0; y < height_; ++y) {
    auto* rgba = row_of<uint16_t>(to, 0, y);
    const auto* green = row_of<const uint16_t>(planes_, 0, y);
    const auto* blue = row_of<const uint16_t>(planes_, 1, y);
    const auto* red = row_of<const uint16_t>(planes_, 2, y);
    for (int x = 0; x < width_; ++x) {
      rgba[x * 4] = widen(red[x]);
      rgba[x * 4 + 1] = widen(green[x]);
      rgba[x * 4 + 2] = widen(blue[x]);
      rgba[x * 4 + 3] = kMost16;
    }
  }
}

void PartOutput::write_planes(ScaleBuffer& to) const {
  for (size_t plane = 0; plane < 4; ++plane) {
    for (int y = 0; y < height_; ++y) {
      const auto* from = row_of<const uint16_t>(planes_, plane, y);
      std::transform(from, from + width_, row_of<uint8_t>(to, plane, y), ten_to_8_bits);
    }
  }
}

}  // namespace cliploop
