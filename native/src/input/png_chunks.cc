#include "input/png_chunks.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <string_view>

namespace cliploop {
namespace {

constexpr uint8_t kSignature = 0x89;  // its first byte; that of a length is at most 0x7f
constexpr size_t kSignatureSize = 8;
constexpr size_t kChunkOverhead = 12;              // length, name and checksum
constexpr size_t kMaxProfile = size_t{128} << 10;  // compressed; zlib makes it at most 1032 times as large

class Chunks {
 public:
  Chunks(std::span<const uint8_t> png, bool keep_profile) : png_(png), has_profile_(!keep_profile) {
    if (!png.empty() && png[0] == kSignature) at_ = std::min(kSignatureSize, png.size());
  }

  // The size of the next chunk, up to the end of the data. 0 at the end.
  size_t size() const {
    const size_t left = png_.size() - at_;
    if (left < kChunkOverhead) return left;
    const uint8_t* head = png_.data() + at_;
    const size_t length = size_t{head[0]} << 24 | size_t{head[1]} << 16 | size_t{head[2]} << 8 | head[3];
    return std::min(left, length + kChunkOverhead);
  }

  // The name of the next chunk. Empty where the data ends in its head.
  std::string_view name() const {
    if (png_.size() - at_ < kChunkOverhead) return {};
    return {reinterpret_cast<const char*>(png_.data()) + at_ + 4, 4};
  }

  // Whether the next chunk may grow too much.
  bool grows() {
    if (name() == "IDAT" || name() == "fdAT") has_profile_ = true;
    if (name() == "zTXt" || name() == "iTXt") return true;
    if (name() != "iCCP") return false;
    const bool keep = !has_profile_ && size() - kChunkOverhead <= kMaxProfile;
    has_profile_ = true;
    return !keep;
  }

  size_t at() const { return at_; }
  void skip() { at_ += size(); }

 private:
  std::span<const uint8_t> png_;
  size_t at_ = 0;
  bool has_profile_;  // or can have none any more
};

bool any_grows(std::span<const uint8_t> png, bool keep_profile) {
  for (Chunks chunks(png, keep_profile); chunks.size() > 0; chunks.skip()) {
    if (chunks.grows()) return true;
  }
  return false;
}

// The pixel format that libav decodes it to, from the chunks before its first frame.
AVPixelFormat apng_format(std::span<const uint8_t> header) {
  constexpr size_t kDepth = 16;  // from the length of IHDR
  Chunks chunks(header, true);
  if (chunks.name() != "IHDR" || chunks.size() <= kDepth + 1) return AV_PIX_FMT_NONE;
  const bool deep = header[chunks.at() + kDepth] == 16;
  const uint8_t kind = header[chunks.at() + kDepth + 1];
  bool has_clear_color = false;
  for (; chunks.size() > 0; chunks.skip()) has_clear_color = has_clear_color || chunks.name() == "tRNS";
  const AVPixelFormat gray_alpha = deep ? AV_PIX_FMT_YA16BE : AV_PIX_FMT_YA8;
  const AVPixelFormat color_alpha = deep ? AV_PIX_FMT_RGBA64BE : AV_PIX_FMT_RGBA;
  switch (kind) {
    case 0:
      return has_clear_color ? gray_alpha : deep ? AV_PIX_FMT_GRAY16BE : AV_PIX_FMT_GRAY8;
    case 2:
      return has_clear_color ? color_alpha : deep ? AV_PIX_FMT_RGB48BE : AV_PIX_FMT_RGB24;
    case 3:
      return AV_PIX_FMT_PAL8;
    case 4:
      return gray_alpha;
    case 6:
      return color_alpha;
    default:
      return AV_PIX_FMT_NONE;
  }
}

}  // namespace

size_t remove_growing_chunks(std::span<uint8_t> png, bool keep_profile) {
  Chunks chunks(png, keep_profile);
  size_t to = chunks.at();
  while (const size_t size = chunks.size()) {
    const size_t from = chunks.at();
    const bool drop = chunks.grows();
    chunks.skip();
    if (drop) continue;
    std::memmove(png.data() + to, png.data() + from, size);
    to += size;
  }
  return to;
}

void remove_growing_chunks(AVCodecID codec, AVPacket& packet, bool first) {
  if ((codec != AV_CODEC_ID_PNG && codec != AV_CODEC_ID_APNG) || packet.size <= 0) return;
  // Each thread of the decoder of APNG would have its own copy.
  const bool keep_profile = codec == AV_CODEC_ID_PNG || first;
  if (!any_grows({packet.data, static_cast<size_t>(packet.size)}, keep_profile)) return;
  if (av_packet_make_writable(&packet) < 0) throw std::bad_alloc();
  const std::span<uint8_t> bytes(packet.data, static_cast<size_t>(packet.size));
  av_shrink_packet(&packet, static_cast<int>(remove_growing_chunks(bytes, keep_profile)));
}

void prepare_apng(AVCodecParameters& codec) {
  if (codec.codec_id != AV_CODEC_ID_APNG || codec.extradata_size <= 0) return;
  const std::span<uint8_t> bytes(codec.extradata, static_cast<size_t>(codec.extradata_size));
  codec.format = apng_format(bytes);
  const size_t left = remove_growing_chunks(bytes, true);
  std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(left), bytes.end(), uint8_t{0});
  codec.extradata_size = static_cast<int>(left);
}

}  // namespace cliploop
