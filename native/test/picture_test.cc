#include <doctest/doctest.h>
#include <webp/decode.h>

#include <cmath>
#include <cstring>

extern "C" {
#include <libswscale/swscale.h>
}

#include "base/av_ptr.h"
#include "picture/jpeg.h"
#include "picture/png.h"
#include "picture/webp.h"

using namespace cliploop;

namespace {

// A smooth picture with many colors.
Image gradient(int width, int height, bool opaque) {
  Image image(width, height);
  image.opaque = opaque;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      uint8_t* pixel = image.row(y) + x * 4;
      pixel[0] = static_cast<uint8_t>(x * 255 / width);
      pixel[1] = static_cast<uint8_t>(y * 255 / height);
      pixel[2] = static_cast<uint8_t>((x + y) & 127);
      pixel[3] = opaque ? 255 : static_cast<uint8_t>(x * 255 / width);
    }
  }
  return image;
}

// Decodes with libavcodec, to RGBA.
std::vector<uint8_t> decode(AVCodecID codec, const std::vector<uint8_t>& file, AVPixelFormat* stored = nullptr) {
  const AVCodec* decoder = avcodec_find_decoder(codec);
  const CodecPtr context(avcodec_alloc_context3(decoder));
  REQUIRE(avcodec_open2(context.get(), decoder, nullptr) >= 0);
  const PacketPtr packet = new_packet();
  REQUIRE(av_new_packet(packet.get(), static_cast<int>(file.size())) >= 0);
  std::memcpy(packet->data, file.data(), file.size());
  REQUIRE(avcodec_send_packet(context.get(), packet.get()) >= 0);
  const FramePtr frame = new_frame();
  REQUIRE(avcodec_receive_frame(context.get(), frame.get()) >= 0);
  const auto format = static_cast<AVPixelFormat>(frame->format);
  if (stored != nullptr) *stored = format;
  SwsContext* sws = sws_getContext(frame->width, frame->height, format, frame->width, frame->height, AV_PIX_FMT_RGBA,
                                   SWS_BICUBIC | SWS_FULL_CHR_H_INT | SWS_ACCURATE_RND, nullptr, nullptr, nullptr);
  std::vector<uint8_t> rgba(static_cast<size_t>(frame->width) * static_cast<size_t>(frame->height) * 4);
  uint8_t* const planes[4] = {rgba.data(), nullptr, nullptr, nullptr};
  const int strides[4] = {frame->width * 4, 0, 0, 0};
  sws_scale(sws, frame->data, frame->linesize, 0, frame->height, planes, strides);
  sws_freeContext(sws);
  return rgba;
}

double mean_error(const Image& image, const std::vector<uint8_t>& rgba) {
  REQUIRE(image.rgba.size() == rgba.size());
  double sum = 0;
  for (size_t i = 0; i < rgba.size(); ++i) {
    if (i % 4 != 3) sum += std::abs(image.rgba[i] - rgba[i]);
  }
  return sum / static_cast<double>(image.pixels() * 3);
}

bool same(const Image& image, const std::vector<uint8_t>& rgba) {
  return image.rgba.size() == rgba.size() && std::equal(rgba.begin(), rgba.end(), image.rgba.begin());
}

bool contains(const std::vector<uint8_t>& file, const char* text) {
  return std::search(file.begin(), file.end(), text, text + std::strlen(text)) != file.end();
}

}  // namespace

TEST_CASE("encode_png keeps every pixel, with and without alpha, and states sRGB") {
  for (const bool opaque : {true, false}) {
    const Image image = gradient(65, 31, opaque);
    const std::vector<uint8_t> file = picture::encode_png(image);
    CHECK(same(image, decode(AV_CODEC_ID_PNG, file)));
    CHECK(contains(file, "sRGB"));
  }
}

TEST_CASE("encode_jpeg has the full resolution of chroma from quality 90 on") {
  const Image image = gradient(64, 48, true);
  AVPixelFormat format = AV_PIX_FMT_NONE;
  CHECK(mean_error(image, decode(AV_CODEC_ID_MJPEG, picture::encode_jpeg(image, 89, {}), &format)) < 3);
  CHECK(format == AV_PIX_FMT_YUVJ420P);
  CHECK(mean_error(image, decode(AV_CODEC_ID_MJPEG, picture::encode_jpeg(image, 90, {}), &format)) < 2);
  CHECK(format == AV_PIX_FMT_YUVJ444P);
}

TEST_CASE("encode_jpeg gives more bytes for a higher quality, from 1 to 100") {
  const Image image = gradient(64, 48, true);
  size_t before = 0;
  for (const int quality : {1, 10, 50, 75, 89, 95, 100}) {
    const size_t size = picture::encode_jpeg(image, quality, {}).size();
    CHECK(size > before);
    before = size;
  }
}

TEST_CASE("encode_jpeg draws transparent pixels over the background") {
  Image image(32, 32);
  std::fill(image.rgba.begin(), image.rgba.end(), uint8_t{0});
  image.opaque = false;
  const std::vector<uint8_t> rgba = decode(AV_CODEC_ID_MJPEG, picture::encode_jpeg(image, 95, {250, 10, 20, 0}));
  CHECK(std::abs(rgba[0] - 250) <= 3);
  CHECK(std::abs(rgba[1] - 10) <= 3);
  CHECK(std::abs(rgba[2] - 20) <= 3);
}

TEST_CASE("encode_webp makes a whole file, lossless for few colors") {
  CancelToken cancel;
  const auto decoded = [](const std::vector<uint8_t>& file, int width, int height) {
    std::vector<uint8_t> rgba(static_cast<size_t>(width) * static_cast<size_t>(height) * 4);
    REQUIRE(WebPDecodeRGBAInto(file.data(), file.size(), rgba.data(), rgba.size(), width * 4) != nullptr);
    return rgba;
  };
  const Image many = gradient(64, 48, true);
  CHECK(mean_error(many, decoded(picture::encode_webp(many, 95, cancel), 64, 48)) < 3);
  Image few(64, 48);
  for (size_t i = 0; i < few.rgba.size(); ++i) few.rgba[i] = i % 4 == 3 || i % 44 < 22 ? 255 : 0;
  CHECK(same(few, decoded(picture::encode_webp(few, 50, cancel), 64, 48)));
  const Image alpha = gradient(64, 48, false);
  const std::vector<uint8_t> rgba = decoded(picture::encode_webp(alpha, 80, cancel), 64, 48);
  for (size_t i = 3; i < rgba.size(); i += 4) CHECK(rgba[i] == alpha.rgba[i]);
}
