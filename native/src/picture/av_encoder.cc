#include "picture/av_encoder.h"

extern "C" {
#include <libavutil/dict.h>
#include <libavutil/pixdesc.h>
}

namespace cliploop::picture {
namespace {

// libav 5.1 does not free this table.
struct ChromaMatrixOwner {
  AVCodecContext& context;
  ~ChromaMatrixOwner() { av_freep(&context.chroma_intra_matrix); }
};

}  // namespace

FramePtr new_picture(AVPixelFormat format, int width, int height) {
  FramePtr frame = new_frame();
  frame->format = format;
  frame->width = width;
  frame->height = height;
  frame->pts = 0;
  frame->sample_aspect_ratio = {1, 1};
  frame->color_range = AVCOL_RANGE_JPEG;
  frame->color_primaries = AVCOL_PRI_BT709;
  frame->color_trc = AVCOL_TRC_IEC61966_2_1;
  if (av_frame_get_buffer(frame.get(), 0) < 0) throw std::bad_alloc();
  return frame;
}

std::vector<uint8_t> encode_with(AVCodecID codec, const AVFrame& picture, const Configure& configure) {
  const auto check = [&](int result) {
    if (result == AVERROR(ENOMEM)) throw std::bad_alloc();
    if (result >= 0) return;
    throw Failure(Code::ENCODE_FAILED, Stage::PICTURE,
                  std::string(avcodec_get_name(codec)) + ": " + av_error_text(result), result);
  };
  const AVCodec* encoder = avcodec_find_encoder(codec);
  if (encoder == nullptr) {
    throw Failure(Code::ENCODE_FAILED, Stage::PICTURE,
                  std::string("the installed libav has no encoder for ") + avcodec_get_name(codec));
  }
  const CodecPtr context(avcodec_alloc_context3(encoder));
  if (!context) throw std::bad_alloc();
  const ChromaMatrixOwner owner{*context};
  context->width = picture.width;
  context->height = picture.height;
  context->pix_fmt = static_cast<AVPixelFormat>(picture.format);
  context->time_base = {1, 25};
  context->thread_count = 1;  // the job encodes several pictures at the same time instead
  context->color_range = picture.color_range;
  context->colorspace = picture.colorspace;
  context->color_primaries = picture.color_primaries;
  context->color_trc = picture.color_trc;
  context->flags |= AV_CODEC_FLAG_BITEXACT;
  AVDictionary* settings = nullptr;
  configure(*context, settings);
  const int opened = avcodec_open2(context.get(), encoder, &settings);
  av_dict_free(&settings);
  check(opened);
  check(avcodec_send_frame(context.get(), &picture));
  check(avcodec_send_frame(context.get(), nullptr));
  const PacketPtr packet = new_packet();
  check(avcodec_receive_packet(context.get(), packet.get()));
  return {packet->data, packet->data + packet->size};
}

}  // namespace cliploop::picture
