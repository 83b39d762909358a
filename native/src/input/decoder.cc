#include "input/decoder.h"

#include <algorithm>
#include <cstring>

namespace cliploop {
namespace {

constexpr int64_t kBlockRounding = 1 << 20;  // pixels by which a small frame may grow to whole blocks
constexpr int kMaxThreads = 16;              // each thread takes memory, and more threads are not faster

const AVCodec* find_decoder(const AVStream& stream) {
  const AVCodecID id = stream.codecpar->codec_id;
  if (has_side_alpha(stream)) {
    // The VP8 and VP9 decoders of libav itself ignore alpha.
    const AVCodec* codec = avcodec_find_decoder_by_name(id == AV_CODEC_ID_VP8 ? "libvpx" : "libvpx-vp9");
    if (codec != nullptr) return codec;
  }
  return avcodec_find_decoder(id);
}

}  // namespace

bool has_side_alpha(const AVStream& stream) {
  const AVCodecID id = stream.codecpar->codec_id;
  if (id != AV_CODEC_ID_VP8 && id != AV_CODEC_ID_VP9) return false;
  const AVDictionaryEntry* mode = av_dict_get(stream.metadata, "alpha_mode", nullptr, 0);
  return mode != nullptr && std::strcmp(mode->value, "1") == 0;
}

Decoder::Decoder(const AVStream& stream, const Options& options, AvLog& log, CancelToken& cancel)
    : cancel_(cancel), max_pixels_(options.max_pixels), dolby_(dolby_config(stream)) {
  const AVCodecParameters& parameters = *stream.codecpar;
  check_size(parameters.width, parameters.height);
  const AVCodec* codec = find_decoder(stream);
  if (codec == nullptr) {
    char tag[AV_FOURCC_MAX_STRING_SIZE] = {};
    av_fourcc_make_string(tag, parameters.codec_tag);
    const bool known = parameters.codec_id != AV_CODEC_ID_NONE;
    throw Failure(
        Code::DECODER_MISSING, Stage::DECODE,
        "the installed libav has no decoder for " + (known ? std::string(avcodec_get_name(parameters.codec_id))
                                                           : "video with the codec tag " + std::string(tag)));
  }
  context_.reset(avcodec_alloc_context3(codec));
  if (!context_) throw std::bad_alloc();
  const int copied = avcodec_parameters_to_context(context_.get(), &parameters);
  if (copied < 0) throw Failure(Code::DECODE_FAILED, Stage::DECODE, av_error_text(copied), copied);
  context_->pkt_timebase = stream.time_base;
  context_->opaque = &log;
  context_->thread_count = std::clamp(options.threads, 1, kMaxThreads);
  // libav counts whole blocks, and the size may change between frames. check_size() checks the exact limit for each
  // frame.
  context_->max_pixels = 2 * options.max_pixels + kBlockRounding;
  context_->flags |= AV_CODEC_FLAG_UNALIGNED;  // crops exactly; the renderer accepts rows at any address
  const int opened = avcodec_open2(context_.get(), codec, nullptr);
  if (opened < 0) {
    throw Failure(Code::DECODE_FAILED, Stage::DECODE, std::string(codec->name) + ": " + av_error_text(opened), opened);
  }
}

void Decoder::send(const AVPacket* packet) {
  const int sent = avcodec_send_packet(context_.get(), packet);
  if (sent < 0 && sent != AVERROR_EOF) count_error(sent);
}

FramePtr Decoder::receive() {
  constexpr int kMaxFailures = 100;  // after this many errors in a row, the decoder has no more frames
  FramePtr frame = new_frame();
  for (int failures = 0; failures < kMaxFailures; ++failures) {
    cancel_.check();
    const int got = avcodec_receive_frame(context_.get(), frame.get());
    if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) return nullptr;
    if (got < 0) {
      count_error(got);
      continue;
    }
    check_size(frame->width, frame->height);
    if (frame->decode_error_flags != 0 || (frame->flags & AV_FRAME_FLAG_CORRUPT) != 0) ++errors_;
    if (dolby_) complete_color_tags(*dolby_, *frame);
    return frame;
  }
  return nullptr;
}

void Decoder::check_size(int width, int height) const {
  if (int64_t{width} * height <= max_pixels_) return;
  throw Failure(Code::LIMIT_PIXELS, Stage::DECODE,
                std::to_string(width) + "x" + std::to_string(height) + " pixels, the limit is " +
                    std::to_string(max_pixels_) + " pixels");
}

void Decoder::flush() { avcodec_flush_buffers(context_.get()); }

void Decoder::skip_unreferenced(bool skip) { context_->skip_frame = skip ? AVDISCARD_NONREF : AVDISCARD_DEFAULT; }

bool Decoder::can_skip() const {
  switch (context_->codec_id) {
    case AV_CODEC_ID_H264:
    case AV_CODEC_ID_MPEG1VIDEO:
    case AV_CODEC_ID_MPEG2VIDEO:
      return true;
    default:
      return false;
  }
}

void Decoder::count_error(int error) {
  if (error == AVERROR(ENOMEM)) throw std::bad_alloc();
  check_size(context_->width, context_->height);  // the error may come from a frame that is too large
  ++errors_;
}

}  // namespace cliploop
