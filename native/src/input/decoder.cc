#include "input/decoder.h"

#include <algorithm>
#include <array>
#include <cstring>

extern "C" {
#include <libavutil/imgutils.h>
}

#include "base/av_compat.h"
#include "frame/tags.h"
#include "input/formats.h"
#include "input/oversize.h"
#include "input/png_chunks.h"

namespace cliploop {
namespace {

constexpr int64_t kBlockRounding = 1 << 20;  // pixels by which a frame may grow to whole blocks

// The VP8 and VP9 decoders of libav itself ignore alpha.
const AVCodec* find_alpha_decoder(AVCodecID id) {
  return avcodec_find_decoder_by_name(id == AV_CODEC_ID_VP8 ? "libvpx" : "libvpx-vp9");
}

const AVCodec* decoder_of(const AVStream& stream) {
  const AVCodecID id = stream.codecpar->codec_id;
  const AVCodec* codec = has_side_alpha(stream) ? find_alpha_decoder(id) : nullptr;
  return codec != nullptr ? codec : find_decoder(id);
}

// Codecs whose decoders may leave parts of a damaged frame as they were in the buffer, without a report.
bool may_leave_gaps(AVCodecID codec) {
  switch (codec) {
    case AV_CODEC_ID_HEVC:
    case AV_CODEC_ID_VP8:
    case AV_CODEC_ID_MJPEG:
    case AV_CODEC_ID_THEORA:
      return true;
    default:
      return false;
  }
}

// Codecs with frames that others refer to before they are displayed.
bool reorders(AVCodecID codec) { return codec == AV_CODEC_ID_HEVC; }

void mark_gaps(const AVCodecContext& context, AVFrame& frame) {
  GapWatch* gaps = static_cast<const DecoderOwner*>(context.opaque)->gaps;
  if (gaps != nullptr && reorders(context.codec_id)) {
    gaps->add(frame, packet_number(frame));
  } else {
    write_marks(frame);
  }
}

int get_buffer(AVCodecContext* context, AVFrame* frame, int /*flags*/) {
  return static_cast<const DecoderOwner*>(context->opaque)->buffers->get(*context, *frame);
}

int get_marked_buffer(AVCodecContext* context, AVFrame* frame, int flags) {
  const int got = get_buffer(context, frame, flags);
  if (got >= 0) mark_gaps(*context, *frame);
  return got;
}

// Allocates the buffer of a frame and makes it black, because a decoder leaves out the damaged parts of a frame.
int get_black_buffer(AVCodecContext* context, AVFrame* frame, int flags) {
  const int got = get_buffer(context, frame, flags);
  if (got < 0) return got;
  for (const AVBufferRef* buffer : frame->buf) {
    if (buffer != nullptr) std::memset(buffer->data, 0, buffer->size);
  }
  const ptrdiff_t strides[4] = {frame->linesize[0], frame->linesize[1], frame->linesize[2], frame->linesize[3]};
  const bool full = number_of(context->color_range) == AVCOL_RANGE_JPEG;
  // This fails for formats without a black, which then keep zeros.
  av_image_fill_black(frame->data, strides, static_cast<AVPixelFormat>(frame->format),
                      full ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG, frame->width, frame->height);
  if (may_leave_gaps(context->codec_id)) mark_gaps(*context, *frame);
  return got;
}

// These decoders ignore bytes that belong to no slice, and report nothing when a picture has no slice.
bool lacks_picture(AVCodecID codec, const AVPacket& packet) {
  if (codec != AV_CODEC_ID_MPEG1VIDEO && codec != AV_CODEC_ID_MPEG2VIDEO) return false;
  if (packet.size == 0) return false;
  constexpr uint8_t kPicture = 0;
  constexpr uint8_t kLastSlice = 0xaf;
  constexpr std::array<uint8_t, 3> kStartCode{0, 0, 1};
  const uint8_t* const end = packet.data + packet.size;
  bool has_headers = false;
  bool has_picture = false;
  const uint8_t* at = packet.data;
  while (true) {
    at = std::search(at, end, kStartCode.begin(), kStartCode.end());
    if (end - at <= static_cast<ptrdiff_t>(kStartCode.size())) break;
    at += kStartCode.size();
    if (*at > kPicture && *at <= kLastSlice) return false;
    has_picture = has_picture || *at == kPicture;
    has_headers = true;
  }
  return has_picture || !has_headers;
}

}  // namespace

bool is_damaged(const AVFrame& frame) {
  return frame.decode_error_flags != 0 || (frame.flags & AV_FRAME_FLAG_CORRUPT) != 0;
}

bool has_side_alpha(const AVStream& stream) {
  const AVCodecID id = stream.codecpar->codec_id;
  if (id != AV_CODEC_ID_VP8 && id != AV_CODEC_ID_VP9) return false;
  const AVDictionaryEntry* mode = av_dict_get(stream.metadata, "alpha_mode", nullptr, 0);
  return mode != nullptr && std::strcmp(mode->value, "1") == 0;
}

bool loses_side_alpha(const AVStream& stream) {
  return has_side_alpha(stream) && find_alpha_decoder(stream.codecpar->codec_id) == nullptr;
}

Decoder::Decoder(const AVStream& stream, const Options& options, AvLog& log, CancelToken& cancel)
    : log_(log),
      cancel_(cancel),
      max_pixels_(options.max_pixels),
      dolby_(dolby_config(stream)),
      owner_{&log, &gaps_, &buffers_} {
  const AVCodecParameters& parameters = *stream.codecpar;
  check_size(parameters.width, parameters.height);
  const AVCodec* codec = decoder_of(stream);
  if (codec == nullptr) {
    char tag[AV_FOURCC_MAX_STRING_SIZE] = {};
    av_fourcc_make_string(tag, parameters.codec_tag);
    const bool known = parameters.codec_id != AV_CODEC_ID_NONE;
    const bool refused = avcodec_find_decoder(parameters.codec_id) != nullptr;
    throw Failure(Code::DECODER_MISSING, Stage::DECODE,
                  (refused ? "this service does not decode " : "the installed libav has no decoder for ") +
                      (known ? std::string(avcodec_get_name(parameters.codec_id))
                             : "video with the codec tag " + std::string(tag)));
  }
  context_.reset(avcodec_alloc_context3(codec));
  if (!context_) throw std::bad_alloc();
  const int copied = avcodec_parameters_to_context(context_.get(), &parameters);
  if (copied < 0) throw Failure(Code::DECODE_FAILED, Stage::DECODE, av_error_text(copied), copied);
  context_->pkt_timebase = stream.time_base;
  context_->opaque = &owner_;
  context_->thread_count = options.repeatable ? 1 : std::clamp(options.threads, 1, kMaxThreads);
  const bool has_own_buffers = (codec->capabilities & AV_CODEC_CAP_DR1) == 0;
  marks_ = may_leave_gaps(codec->id) && !has_own_buffers;
  if (!has_own_buffers) context_->get_buffer2 = marks_ ? get_marked_buffer : get_buffer;
  if (options.repeatable && !has_own_buffers) context_->get_buffer2 = get_black_buffer;
  allow_buffers_from_threads(*context_);
  // This decoder reports damage of a slice in no other way. It then drops frames.
  if (!options.repeatable && codec->id == AV_CODEC_ID_HEVC) context_->err_recognition |= AV_EF_EXPLODE;
  if (options.show_all) {
    context_->flags |= AV_CODEC_FLAG_OUTPUT_CORRUPT;
    context_->flags2 |= AV_CODEC_FLAG2_SHOW_ALL;
  }
  enable_packet_numbers(*context_);
  // libav counts whole blocks. check_size() checks the exact limit for each frame.
  context_->max_pixels = options.max_pixels + kBlockRounding;
  context_->flags |= AV_CODEC_FLAG_UNALIGNED;  // crops exactly; the renderer accepts rows at any address
  const int opened = avcodec_open2(context_.get(), codec, nullptr);
  if (opened < 0) {
    throw_if_oversized(log, options.max_pixels);
    if (opened == AVERROR(ENOMEM)) throw_if_out_of_memory();
    throw Failure(Code::DECODE_FAILED, Stage::DECODE, std::string(codec->name) + ": " + av_error_text(opened), opened);
  }
  first_report_ = log_.damage_reports();
  if (options.alpha != nullptr) alpha_ = std::make_unique<AlphaDecoder>(*options.alpha, options.max_pixels, log);
}

void Decoder::send(AVPacket* packet, int64_t number) {
  if (alpha_) alpha_->send(packet);
  if (packet != nullptr) remove_growing_chunks(context_->codec_id, *packet, number == 0);
  if (packet != nullptr) set_packet_number(*context_, *packet, number);
  if (packet != nullptr && lacks_picture(context_->codec_id, *packet)) ++errors_;
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
    forget_unknown_tags(*frame);
    if (dolby_) complete_color_tags(*dolby_, *frame);
    if (marks_) find_gaps(*frame);
    return alpha_ ? alpha_->join(frame) : frame;
  }
  return nullptr;
}

void Decoder::find_gaps(AVFrame& frame) {
  // All packets up to that of the frame are decoded, and the frame may refer to them.
  std::vector<int64_t> found = gaps_.find(packet_number(frame));
  incomplete_ += static_cast<int64_t>(found.size());
  gap_packets_.insert(gap_packets_.end(), found.begin(), found.end());
  // Other threads may still read the frame. Where that matters, it is damaged and decoded again.
  if (!clear_marks(frame)) return;
  frame.flags |= AV_FRAME_FLAG_CORRUPT;
  ++incomplete_;
}

void Decoder::check_size(int width, int height) const {
  if (int64_t{width} * height <= max_pixels_) return;
  throw Failure(Code::LIMIT_PIXELS, Stage::DECODE,
                std::to_string(width) + "x" + std::to_string(height) + " pixels, the limit is " +
                    std::to_string(max_pixels_) + " pixels");
}

void Decoder::flush() {
  avcodec_flush_buffers(context_.get());
  errors_ = 0;
  incomplete_ = 0;
  gaps_.clear();
  gap_packets_.clear();
  first_report_ = log_.damage_reports();
  if (alpha_) alpha_->flush();
}

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
  if (error == AVERROR(ENOMEM)) throw_if_out_of_memory();
  check_size(context_->width, context_->height);  // the error may come from a frame that is too large
  ++errors_;
}

}  // namespace cliploop
