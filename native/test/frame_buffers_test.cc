#include "input/frame_buffers.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <utility>

extern "C" {
#include <libavutil/pixdesc.h>
}

using namespace cliploop;

namespace {

CodecPtr decoder() { return CodecPtr(avcodec_alloc_context3(avcodec_find_decoder(AV_CODEC_ID_H264))); }

FramePtr frame_of(AVPixelFormat format, int width, int height) {
  FramePtr frame = new_frame();
  frame->format = format;
  frame->width = width;
  frame->height = height;
  return frame;
}

constexpr AVPixelFormat kFormats[] = {AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV422P10, AV_PIX_FMT_YUVA444P, AV_PIX_FMT_GRAY8,
                                      AV_PIX_FMT_PAL8,    AV_PIX_FMT_RGBA64,    AV_PIX_FMT_GBRP,     AV_PIX_FMT_NV12};
constexpr std::pair<int, int> kSizes[] = {{1, 1}, {16, 16}, {17, 19}, {96, 64}, {333, 250}, {1920, 1080}};

}  // namespace

TEST_CASE("buffers of decoders are aligned, zero, and one for each plane") {
  for (const AVPixelFormat format : kFormats) {
    for (const auto& size : kSizes) {
      const int width = size.first;
      const int height = size.second;
      CAPTURE(av_get_pix_fmt_name(format));
      CAPTURE(width);
      CodecPtr context = decoder();
      context->pix_fmt = format;
      FrameBuffers buffers;
      FramePtr frame = frame_of(format, width, height);
      REQUIRE(buffers.get(*context, *frame) == 0);
      const int planes = format == AV_PIX_FMT_PAL8 ? 2 : av_pix_fmt_count_planes(format);
      for (int i = 0; i < planes; ++i) {
        const AVBufferRef* buffer = frame->buf[i];
        REQUIRE(buffer != nullptr);
        CHECK(frame->data[i] == buffer->data);
        CHECK(reinterpret_cast<uintptr_t>(frame->data[i]) % 64 == 0);
        CHECK(std::all_of(buffer->data, buffer->data + buffer->size, [](uint8_t byte) { return byte == 0; }));
      }
      CHECK(frame->buf[planes] == nullptr);
      CHECK(frame->extended_data == frame->data);
    }
  }
}

TEST_CASE("buffers of decoders are used again, and may exist longer than their owner") {
  CodecPtr context = decoder();
  auto buffers = std::make_unique<FrameBuffers>();
  FramePtr first = frame_of(AV_PIX_FMT_YUV420P, 640, 360);
  REQUIRE(buffers->get(*context, *first) == 0);
  const uint8_t* place = first->data[0];
  first.reset();
  FramePtr second = frame_of(AV_PIX_FMT_YUV420P, 640, 360);
  REQUIRE(buffers->get(*context, *second) == 0);
  CHECK(second->data[0] == place);
  FramePtr other = frame_of(AV_PIX_FMT_YUV420P, 320, 180);
  REQUIRE(buffers->get(*context, *other) == 0);
  buffers.reset();
  second->data[0][0] = 7;
  other->data[2][0] = 7;
}

TEST_CASE("a frame without a size gets no buffer") {
  CodecPtr context = decoder();
  FrameBuffers buffers;
  FramePtr frame = frame_of(AV_PIX_FMT_NONE, 16, 16);
  CHECK(buffers.get(*context, *frame) < 0);
}
