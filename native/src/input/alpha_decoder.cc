#include "input/alpha_decoder.h"

#include <algorithm>
#include <cstring>
#include <vector>

extern "C" {
#include <libavutil/pixdesc.h>
}

#include "frame/tags.h"
#include "input/alpha_packets.h"
#include "input/formats.h"

namespace cliploop {
namespace {

constexpr size_t kMostPictures = 64;  // pictures, more than any codec reorders
constexpr int kAlphaPlane = 3;
constexpr int kPadding = 64;  // bytes after the rows, for readers of whole vectors

struct ParametersFree {
  void operator()(AVCodecParameters* parameters) const { avcodec_parameters_free(&parameters); }
};

AVPixelFormat with_alpha(AVPixelFormat format) {
  switch (format) {
    case AV_PIX_FMT_YUV420P:
    case AV_PIX_FMT_YUVJ420P:
      return AV_PIX_FMT_YUVA420P;
    case AV_PIX_FMT_YUV422P:
    case AV_PIX_FMT_YUVJ422P:
      return AV_PIX_FMT_YUVA422P;
    case AV_PIX_FMT_YUV444P:
    case AV_PIX_FMT_YUVJ444P:
      return AV_PIX_FMT_YUVA444P;
    case AV_PIX_FMT_YUV420P10:
      return AV_PIX_FMT_YUVA420P10;
    case AV_PIX_FMT_YUV422P10:
      return AV_PIX_FMT_YUVA422P10;
    case AV_PIX_FMT_YUV444P10:
      return AV_PIX_FMT_YUVA444P10;
    case AV_PIX_FMT_YUV422P12:
      return AV_PIX_FMT_YUVA422P12;
    case AV_PIX_FMT_YUV444P12:
      return AV_PIX_FMT_YUVA444P12;
    case AV_PIX_FMT_GBRP:
      return AV_PIX_FMT_GBRAP;
    case AV_PIX_FMT_GBRP10:
      return AV_PIX_FMT_GBRAP10;
    case AV_PIX_FMT_GBRP12:
      return AV_PIX_FMT_GBRAP12;
    default:
      return AV_PIX_FMT_NONE;
  }
}

int depth_of(int format) {
  const AVPixFmtDescriptor* layout = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(format));
  return layout == nullptr ? 8 : layout->comp[0].depth;
}

int load(const uint8_t* row, int x, int depth) {
  if (depth <= 8) return row[x];
  uint16_t sample = 0;
  std::memcpy(&sample, row + size_t{2} * static_cast<size_t>(x), sizeof sample);
  return sample;
}

void store(uint8_t* row, int x, int depth, int value) {
  if (depth <= 8) {
    row[x] = static_cast<uint8_t>(value);
    return;
  }
  const auto sample = static_cast<uint16_t>(value);
  std::memcpy(row + size_t{2} * static_cast<size_t>(x), &sample, sizeof sample);
}

// Whether the first plane has samples of 8 to 16 bits, one after the other. A file can claim any codec for its alpha.
bool has_luma_plane(int format) {
  const AVPixFmtDescriptor* layout = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(format));
  if (layout == nullptr) return false;
  constexpr uint64_t kOther = AV_PIX_FMT_FLAG_BE | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM |
                              AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_FLOAT;
  const AVComponentDescriptor& luma = layout->comp[0];
  return (layout->flags & kOther) == 0 && luma.plane == 0 && luma.offset == 0 && luma.shift == 0 && luma.depth >= 8 &&
         luma.depth <= 16 && luma.step == (luma.depth > 8 ? 2 : 1);
}

// The alpha of each luma sample, in the depth of the picture.
std::vector<int> alpha_levels(const AVFrame& alpha, int depth) {
  const int from_depth = depth_of(alpha.format);
  const bool limited = alpha.color_range == AVCOL_RANGE_MPEG;
  const int unit = 1 << (from_depth - 8);
  const int low = limited ? 16 * unit : 0;
  const int high = limited ? 235 * unit : (1 << from_depth) - 1;
  const int most = (1 << depth) - 1;
  std::vector<int> levels(size_t{1} << from_depth);
  for (int value = 0; value < 1 << from_depth; ++value) {
    const int64_t above = std::clamp(value, low, high) - low;
    levels[static_cast<size_t>(value)] = static_cast<int>((above * most + (high - low) / 2) / (high - low));
  }
  return levels;
}

void fill_alpha(AVFrame& frame, const AVFrame* alpha) {
  const int depth = depth_of(frame.format);
  const bool fits =
      alpha != nullptr && alpha->width == frame.width && alpha->height == frame.height && has_luma_plane(alpha->format);
  const std::vector<int> levels = fits ? alpha_levels(*alpha, depth) : std::vector<int>{(1 << depth) - 1};
  for (int y = 0; y < frame.height; ++y) {
    uint8_t* to = frame.data[kAlphaPlane] + int64_t{y} * frame.linesize[kAlphaPlane];
    const uint8_t* from = fits ? alpha->data[0] + int64_t{y} * alpha->linesize[0] : nullptr;
    for (int x = 0; x < frame.width; ++x) {
      const size_t level = fits ? static_cast<size_t>(load(from, x, depth_of(alpha->format))) : 0;
      store(to, x, depth, levels[std::min(level, levels.size() - 1)]);
    }
  }
}

}  // namespace

AlphaDecoder::AlphaDecoder(const AVStream& stream, int64_t max_pixels, AvLog& log) : owner_{&log} {
  const AVCodec* codec = find_decoder(stream.codecpar->codec_id);
  context_.reset(avcodec_alloc_context3(codec));
  if (!context_) throw std::bad_alloc();
  // The demuxer has changed the type of the stream, so that it is no video of its own.
  const std::unique_ptr<AVCodecParameters, ParametersFree> parameters(avcodec_parameters_alloc());
  if (!parameters) throw std::bad_alloc();
  int result = avcodec_parameters_copy(parameters.get(), stream.codecpar);
  parameters->codec_type = AVMEDIA_TYPE_VIDEO;
  if (result >= 0) result = avcodec_parameters_to_context(context_.get(), parameters.get());
  context_->pkt_timebase = stream.time_base;
  context_->opaque = &owner_;
  context_->thread_count = 1;
  context_->max_pixels = 2 * max_pixels;
  if (result >= 0) result = avcodec_open2(context_.get(), codec, nullptr);
  if (result < 0) throw Failure(Code::DECODE_FAILED, Stage::DECODE, "alpha: " + av_error_text(result), result);
}

void AlphaDecoder::send(const AVPacket* packet) {
  if (packet == nullptr) {
    avcodec_send_packet(context_.get(), nullptr);
  } else if (const PacketPtr alpha = detach_alpha(*packet)) {
    avcodec_send_packet(context_.get(), alpha.get());
  }
  receive();
}

void AlphaDecoder::receive() {
  while (true) {
    FramePtr frame = new_frame();
    if (avcodec_receive_frame(context_.get(), frame.get()) < 0) return;
    forget_unknown_tags(*frame);
    frames_[frame->best_effort_timestamp] = std::move(frame);
    if (frames_.size() > kMostPictures) frames_.erase(frames_.begin());
  }
}

void AlphaDecoder::flush() {
  avcodec_flush_buffers(context_.get());
  frames_.clear();
}

FramePtr AlphaDecoder::join(const FramePtr& color) {
  const AVPixelFormat format = with_alpha(static_cast<AVPixelFormat>(color->format));
  if (format == AV_PIX_FMT_NONE) return color;
  receive();
  FramePtr out = new_frame();
  if (av_frame_ref(out.get(), color.get()) < 0) throw std::bad_alloc();
  const bool full = color->format == AV_PIX_FMT_YUVJ420P || color->format == AV_PIX_FMT_YUVJ422P ||
                    color->format == AV_PIX_FMT_YUVJ444P;
  if (full) out->color_range = AVCOL_RANGE_JPEG;
  const auto free_slot = std::find(std::begin(out->buf), std::end(out->buf), nullptr);
  const int row = (depth_of(format) > 8 ? 2 : 1) * out->width;
  if (free_slot == std::end(out->buf)) return color;
  *free_slot = av_buffer_alloc(static_cast<size_t>(row) * static_cast<size_t>(out->height) + kPadding);
  if (*free_slot == nullptr) throw std::bad_alloc();
  out->format = format;
  out->data[kAlphaPlane] = (*free_slot)->data;
  out->linesize[kAlphaPlane] = row;
  const auto found = frames_.find(color->best_effort_timestamp);
  fill_alpha(*out, found == frames_.end() ? nullptr : found->second.get());
  if (found != frames_.end()) frames_.erase(frames_.begin(), std::next(found));
  return out;
}

}  // namespace cliploop
