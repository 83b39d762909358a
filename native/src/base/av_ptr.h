// Smart pointers for the structs of libav.
#pragma once

#include <memory>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/frame.h>
}

#include "base/status.h"

namespace cliploop {

struct AvFrameFree {
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};
struct AvPacketFree {
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};
struct AvCodecFree {
  void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
};
struct AvParserClose {
  void operator()(AVCodecParserContext* parser) const { av_parser_close(parser); }
};

using PacketPtr = std::unique_ptr<AVPacket, AvPacketFree>;
using CodecPtr = std::unique_ptr<AVCodecContext, AvCodecFree>;
using ParserPtr = std::unique_ptr<AVCodecParserContext, AvParserClose>;
// The sampler and the workers share decoded frames, so nobody may write to them.
using FramePtr = std::shared_ptr<AVFrame>;

inline PacketPtr new_packet() {
  PacketPtr packet(av_packet_alloc());
  if (!packet) throw std::bad_alloc();
  return packet;
}

inline FramePtr new_frame() {
  AVFrame* frame = av_frame_alloc();
  if (frame == nullptr) throw std::bad_alloc();
  return {frame, AvFrameFree{}};
}

}  // namespace cliploop
