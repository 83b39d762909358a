#include "avif/planes.h"

#include <algorithm>
#include <cstring>

namespace cliploop::avif {
namespace {

constexpr int kShift = 16;
constexpr int kHalf = 1 << (kShift - 1);
constexpr uint8_t kNeutral = 128;

FramePtr new_planes(AVPixelFormat format, int width, int height, AVColorRange range) {
  FramePtr frame = new_frame();
  frame->format = format;
  frame->width = width;
  frame->height = height;
  frame->sample_aspect_ratio = {1, 1};
  frame->color_range = range;
  frame->color_primaries = AVCOL_PRI_BT709;
  frame->color_trc = AVCOL_TRC_IEC61966_2_1;
  frame->colorspace = AVCOL_SPC_SMPTE170M;
  if (av_frame_get_buffer(frame.get(), 0) < 0) throw std::bad_alloc();
  return frame;
}

uint8_t* row_of(AVFrame& frame, int plane, int y) {
  return frame.data[plane] + static_cast<ptrdiff_t>(y) * frame.linesize[plane];
}

// The luma of a row of RGBA.
void luma_row(const uint8_t* rgba, int width, uint8_t* out) {
  for (int x = 0; x < width; ++x, rgba += 4) {
    out[x] = static_cast<uint8_t>(((16829 * rgba[0] + 33039 * rgba[1] + 6416 * rgba[2] + kHalf) >> kShift) + 16);
  }
}

struct Chroma {
  uint8_t cb, cr;
};

// r, g, b: sums of `weight` samples each.
Chroma chroma_of(int64_t r, int64_t g, int64_t b, int64_t weight) {
  const int64_t unit = weight << kShift;
  const int64_t middle = kNeutral * unit + unit / 2;
  const auto clip = [](int64_t value) { return static_cast<uint8_t>(std::clamp<int64_t>(value, 0, 255)); };
  return {clip((middle - 9714 * r - 19070 * g + 28784 * b) / unit),
          clip((middle + 28784 * r - 24103 * g - 4681 * b) / unit)};
}

void chroma_rows(const Image& image, int y, uint8_t* cb, uint8_t* cr) {
  const uint8_t* const top = image.row(2 * y);
  const uint8_t* const bottom = image.row(std::min(2 * y + 1, image.height - 1));
  for (int x = 0; x < image.width; x += 2) {
    const size_t left = static_cast<size_t>(x) * 4;
    const size_t right = static_cast<size_t>(std::min(x + 1, image.width - 1)) * 4;
    const uint8_t* const pixels[] = {top + left, top + right, bottom + left, bottom + right};
    int64_t r = 0, g = 0, b = 0, weight = 0;
    if (!image.opaque) {
      for (const uint8_t* pixel : pixels) {
        r += pixel[0] * pixel[3];
        g += pixel[1] * pixel[3];
        b += pixel[2] * pixel[3];
        weight += pixel[3];
      }
    }
    if (weight == 0) {
      for (const uint8_t* pixel : pixels) {
        r += pixel[0];
        g += pixel[1];
        b += pixel[2];
      }
      weight = 4;
    }
    const Chroma found = chroma_of(r, g, b, weight);
    *cb++ = found.cb;
    *cr++ = found.cr;
  }
}

}  // namespace

FramePtr color_planes(const Image& image) {
  FramePtr frame = new_planes(AV_PIX_FMT_YUV420P, image.width, image.height, AVCOL_RANGE_MPEG);
  for (int y = 0; y < image.height; ++y) luma_row(image.row(y), image.width, row_of(*frame, 0, y));
  for (int y = 0; y < (image.height + 1) / 2; ++y) {
    chroma_rows(image, y, row_of(*frame, 1, y), row_of(*frame, 2, y));
  }
  return frame;
}

FramePtr alpha_planes(const Image& image, bool gray) {
  FramePtr frame =
      new_planes(gray ? AV_PIX_FMT_GRAY8 : AV_PIX_FMT_YUV420P, image.width, image.height, AVCOL_RANGE_JPEG);
  for (int y = 0; y < image.height; ++y) {
    const uint8_t* from = image.row(y) + 3;
    uint8_t* to = row_of(*frame, 0, y);
    for (int x = 0; x < image.width; ++x, from += 4) to[x] = *from;
  }
  if (gray) return frame;
  const auto width = static_cast<size_t>((image.width + 1) / 2);
  for (int y = 0; y < (image.height + 1) / 2; ++y) {
    for (const int plane : {1, 2}) std::memset(row_of(*frame, plane, y), kNeutral, width);
  }
  return frame;
}

}  // namespace cliploop::avif
