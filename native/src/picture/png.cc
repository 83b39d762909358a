#include "picture/png.h"

#include <cstring>

extern "C" {
#include <libavutil/dict.h>
}

#include "picture/av_encoder.h"

namespace cliploop::picture {
namespace {

FramePtr frame_of(const Image& image) {
  FramePtr frame = new_picture(image.opaque ? AV_PIX_FMT_RGB24 : AV_PIX_FMT_RGBA, image.width, image.height);
  for (int y = 0; y < image.height; ++y) {
    const uint8_t* from = image.row(y);
    uint8_t* to = frame->data[0] + int64_t{y} * frame->linesize[0];
    if (!image.opaque) {
      std::memcpy(to, from, static_cast<size_t>(image.width) * 4);
      continue;
    }
    for (int x = 0; x < image.width; ++x, from += 4, to += 3) std::memcpy(to, from, 3);
  }
  return frame;
}

}  // namespace

std::vector<uint8_t> encode_png(const Image& image) {
  constexpr const char* kPrediction = "paeth";
  return encode_with(AV_CODEC_ID_PNG, *frame_of(image), [](AVCodecContext& context, AVDictionary*& settings) {
    context.compression_level = 5;
    av_dict_set(&settings, "pred", kPrediction, 0);
  });
}

}  // namespace cliploop::picture
