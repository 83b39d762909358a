#include "picture/jpeg.h"

#include <algorithm>
#include <memory>

extern "C" {
#include <libavutil/dict.h>
#include <libavutil/mem.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>
}

#include "picture/av_encoder.h"

namespace cliploop::picture {
namespace {

// The tables of Annex K of the JPEG standard, by rows. libjpeg scales them by its quality. The encoder replaces their
// first entry by 8, which is one level of the mean of a block.
constexpr std::array<uint8_t, 64> kLuma{16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,  58,  60,  55,   //
                                        14, 13, 16, 24, 40,  57,  69,  56,  14, 17, 22, 29, 51,  87,  80,  62,   //
                                        18, 22, 37, 56, 68,  109, 103, 77,  24, 35, 55, 64, 81,  104, 113, 92,   //
                                        49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99};  //
constexpr std::array<uint8_t, 64> kChroma{17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,        //
                                          24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,        //
                                          99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,        //
                                          99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99};       //

constexpr int kFullChroma = 90;  // the quality from which on chroma has the full resolution, as in libvips

int scaled(int entry, int quality) {
  const int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  return std::clamp((entry * percent + 50) / 100, 1, 255);
}

// For AVCodecContext, which frees it.
uint16_t* scaled_table(const std::array<uint8_t, 64>& table, int quality) {
  auto* out = static_cast<uint16_t*>(av_malloc(table.size() * sizeof(uint16_t)));
  if (out == nullptr) throw std::bad_alloc();
  for (size_t i = 0; i < table.size(); ++i) out[i] = static_cast<uint16_t>(scaled(table[i], quality));
  return out;
}

// Draws the picture over the background.
Image flattened(const Image& image, const std::array<uint8_t, 4>& background) {
  Image out(image.width, image.height);
  const uint8_t* from = image.rgba.data();
  uint8_t* to = out.rgba.data();
  for (size_t i = 0; i < image.pixels(); ++i, from += 4, to += 4) {
    const int alpha = from[3];
    for (size_t c = 0; c < 3; ++c) {
      to[c] = static_cast<uint8_t>((from[c] * alpha + background[c] * (255 - alpha) + 127) / 255);
    }
    to[3] = 255;
  }
  return out;
}

struct SwsFree {
  void operator()(SwsContext* context) const { sws_freeContext(context); }
};

FramePtr convert(const Image& image, AVPixelFormat format) {
  FramePtr frame = new_picture(format, image.width, image.height);
  frame->colorspace = AVCOL_SPC_BT470BG;
  const std::unique_ptr<SwsContext, SwsFree> context(sws_alloc_context());
  if (!context) throw std::bad_alloc();
  const auto set = [&](const char* name, int64_t value) { av_opt_set_int(context.get(), name, value, 0); };
  set("srcw", image.width);
  set("srch", image.height);
  set("src_format", AV_PIX_FMT_RGB0);
  set("dstw", image.width);
  set("dsth", image.height);
  set("dst_format", format);
  set("sws_flags", SWS_AREA | SWS_FULL_CHR_H_INP | SWS_ACCURATE_RND | SWS_BITEXACT);
  if (format == AV_PIX_FMT_YUVJ420P) {
    // JFIF has chroma samples in the middle between those of luma.
    set("dst_h_chr_pos", 128);
    set("dst_v_chr_pos", 128);
  }
  const int* matrix = sws_getCoefficients(SWS_CS_ITU601);
  sws_setColorspaceDetails(context.get(), matrix, 1, matrix, 1, 0, 1 << 16, 1 << 16);
  if (const int made = sws_init_context(context.get(), nullptr, nullptr); made < 0) {
    throw Failure(Code::ENCODE_FAILED, Stage::PICTURE, "libswscale: " + av_error_text(made), made);
  }
  const uint8_t* const planes[4] = {image.rgba.data(), nullptr, nullptr, nullptr};
  const int strides[4] = {image.width * 4, 0, 0, 0};
  sws_scale(context.get(), planes, strides, 0, image.height, frame->data, frame->linesize);
  return frame;
}

}  // namespace

std::vector<uint8_t> encode_jpeg(const Image& image, int quality, const std::array<uint8_t, 4>& background) {
  constexpr int kSameStep = 8;  // the encoder multiplies the tables by qscale / 8
  const AVPixelFormat format = quality >= kFullChroma ? AV_PIX_FMT_YUVJ444P : AV_PIX_FMT_YUVJ420P;
  const FramePtr frame = image.opaque ? convert(image, format) : convert(flattened(image, background), format);
  frame->quality = kSameStep * FF_QP2LAMBDA;
  return encode_with(AV_CODEC_ID_MJPEG, *frame, [&](AVCodecContext& context, AVDictionary*& settings) {
    context.flags |= AV_CODEC_FLAG_QSCALE;
    context.global_quality = kSameStep * FF_QP2LAMBDA;
    context.intra_matrix = scaled_table(kLuma, quality);
    context.chroma_intra_matrix = scaled_table(kChroma, quality);
    context.dct_algo = FF_DCT_INT;
    av_dict_set(&settings, "huffman", "optimal", 0);
  });
}

}  // namespace cliploop::picture
