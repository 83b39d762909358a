#include "input/png_chunks.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <string_view>

namespace cliploop {
namespace {

constexpr uint8_t kSignature = 0x89;  // its first byte; that of a length is at most 0x7f
constexpr size_t kSignatureSize = 8;
constexpr size_t kAround = 12;                     // length, name and checksum
constexpr size_t kMaxProfile = size_t{128} << 10;  // compressed; zlib makes it at most 1032 times as large

class Chunks {
 public:
  explicit Chunks(std::span<const uint8_t> png) : png_(png) {
    if (!png.empty() && png[0] == kSignature) at_ = std::min(kSignatureSize, png.size());
  }

  // The size of the next chunk, up to the end of the data. 0 at the end.
  size_t size() const {
    const size_t left = png_.size() - at_;
    if (left < kAround) return left;
    const uint8_t* head = png_.data() + at_;
    const size_t length = size_t{head[0]} << 24 | size_t{head[1]} << 16 | size_t{head[2]} << 8 | head[3];
    return std::min(left, length + kAround);
  }

  // Whether the next chunk may grow too much.
  bool grows() {
    if (png_.size() - at_ < kAround) return false;
    const std::string_view name(reinterpret_cast<const char*>(png_.data()) + at_ + 4, 4);
    if (name == "zTXt" || name == "iTXt") return true;
    if (name != "iCCP") return false;
    const bool keep = !has_profile_ && size() - kAround <= kMaxProfile;
    has_profile_ = true;
    return !keep;
  }

  size_t at() const { return at_; }
  void skip() { at_ += size(); }

 private:
  std::span<const uint8_t> png_;
  size_t at_ = 0;
  bool has_profile_ = false;
};

bool any_grows(std::span<const uint8_t> png) {
  for (Chunks chunks(png); chunks.size() > 0; chunks.skip()) {
    if (chunks.grows()) return true;
  }
  return false;
}

}  // namespace

size_t remove_growing_chunks(std::span<uint8_t> png) {
  Chunks chunks(png);
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

void remove_growing_chunks(AVCodecID codec, AVPacket& packet) {
  if (codec != AV_CODEC_ID_PNG || packet.size <= 0) return;
  if (!any_grows({packet.data, static_cast<size_t>(packet.size)})) return;
  if (av_packet_make_writable(&packet) < 0) throw std::bad_alloc();
  const std::span<uint8_t> bytes(packet.data, static_cast<size_t>(packet.size));
  av_shrink_packet(&packet, static_cast<int>(remove_growing_chunks(bytes)));
}

void remove_growing_chunks(AVCodecParameters& codec) {
  if (codec.codec_id != AV_CODEC_ID_APNG || codec.extradata_size <= 0) return;
  const std::span<uint8_t> bytes(codec.extradata, static_cast<size_t>(codec.extradata_size));
  const size_t left = remove_growing_chunks(bytes);
  std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(left), bytes.end(), uint8_t{0});
  codec.extradata_size = static_cast<int>(left);
}

}  // namespace cliploop
