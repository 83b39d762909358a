#include "input/unused_alpha.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>

namespace cliploop {
namespace {

constexpr uint32_t tag_of(const char (&text)[5]) {
  return MKTAG(static_cast<uint8_t>(text[0]), static_cast<uint8_t>(text[1]), static_cast<uint8_t>(text[2]),
               static_cast<uint8_t>(text[3]));
}

uint32_t little_endian(std::span<const uint8_t> bytes, size_t at) {
  if (bytes.size() < at + 4) return 0;
  return bytes[at] | uint32_t{bytes[at + 1]} << 8 | uint32_t{bytes[at + 2]} << 16 | uint32_t{bytes[at + 3]} << 24;
}

// BI_RGB has no alpha: its header calls the fourth byte reserved. Headers with an alpha mask use BI_BITFIELDS.
constexpr uint32_t kPlainRgb = 0;
constexpr uint32_t kBitFields = 3;

bool is_raw_without_alpha(const AVCodecParameters& codec) {
  const uint32_t tag = codec.codec_tag;
  if (codec.bits_per_coded_sample == 32) {
    return tag == kPlainRgb || tag == tag_of("DIB ") || tag == tag_of("RGB ") || tag == tag_of("RAW ");
  }
  // MOV states a depth of 24 for colors without alpha, and 32 for colors with alpha.
  constexpr std::array<uint32_t, 4> kFourBytes{tag_of("BGRA"), tag_of("RGBA"), tag_of("ARGB"), tag_of("ABGR")};
  for (const uint32_t four : kFourBytes) {
    if (tag == four) return codec.bits_per_coded_sample == 24;
  }
  return false;
}

// Whether the header of the stream with bit masks has a negative height.
bool is_top_down(std::span<const uint8_t> head) {
  constexpr size_t kHeight = 16;  // from the name of the chunk "strf"
  constexpr size_t kCompression = 24;
  for (size_t at = 0; at + kCompression + 4 <= head.size(); ++at) {
    if (little_endian(head, at) != tag_of("strf") || little_endian(head, at + kCompression) != kBitFields) continue;
    return static_cast<int32_t>(little_endian(head, at + kHeight)) < 0;
  }
  return false;
}

bool is_bmp_without_alpha(std::span<const uint8_t> file) {
  constexpr size_t kBits = 28;
  constexpr size_t kCompression = 30;
  return file.size() > 34 && file[kBits] == 32 && little_endian(file, kCompression) == kPlainRgb;
}

bool is_targa_without_alpha(std::span<const uint8_t> file) {
  constexpr size_t kBits = 16;
  constexpr size_t kDescriptor = 17;  // its lowest four bits: the number of alpha bits
  return file.size() > 18 && file[kBits] == 32 && (file[kDescriptor] & 0x0f) == 0;
}

}  // namespace

void apply_bit_masks(AVCodecParameters& codec, std::span<const uint8_t> head) {
  if (codec.codec_id != AV_CODEC_ID_RAWVIDEO || codec.codec_tag != kBitFields || codec.bits_per_coded_sample != 32) {
    return;
  }
  const std::span<const uint8_t> masks(codec.extradata, static_cast<size_t>(std::max(0, codec.extradata_size)));
  const uint32_t red = little_endian(masks, 0);
  const uint32_t blue = little_endian(masks, 8);
  const bool alpha = masks.size() >= 16 && little_endian(masks, 12) == 0xff000000;
  uint32_t tag = 0;
  // Without an alpha mask the fourth byte is unused.
  if (red == 0xff0000 && blue == 0xff) tag = alpha ? tag_of("BGRA") : MKTAG('B', 'G', 'R', 0);
  if (red == 0xff && blue == 0xff0000) tag = alpha ? tag_of("RGBA") : MKTAG('R', 'G', 'B', 0);
  if (tag == 0) return;
  // libav reads rows from the bottom up for the old tag, and for the new one when this text is there.
  constexpr char kBottomUp[] = "BottomUp";
  if (!is_top_down(head)) {
    auto* text = static_cast<uint8_t*>(av_mallocz(sizeof kBottomUp + AV_INPUT_BUFFER_PADDING_SIZE));
    if (text == nullptr) throw std::bad_alloc();
    std::memcpy(text, kBottomUp, sizeof kBottomUp);
    av_freep(&codec.extradata);
    codec.extradata = text;
    codec.extradata_size = sizeof kBottomUp;
  }
  codec.codec_tag = tag;
}

bool has_unused_alpha(const AVCodecParameters& codec, std::span<const uint8_t> first) {
  switch (codec.codec_id) {
    case AV_CODEC_ID_RAWVIDEO:
      return is_raw_without_alpha(codec);
    case AV_CODEC_ID_BMP:
      return is_bmp_without_alpha(first);
    case AV_CODEC_ID_TARGA:
      return is_targa_without_alpha(first);
    default:
      return false;
  }
}

void ignore_alpha(AVFrame& frame) {
  switch (frame.format) {
    case AV_PIX_FMT_BGRA:
      frame.format = AV_PIX_FMT_BGR0;
      break;
    case AV_PIX_FMT_RGBA:
      frame.format = AV_PIX_FMT_RGB0;
      break;
    case AV_PIX_FMT_ARGB:
      frame.format = AV_PIX_FMT_0RGB;
      break;
    case AV_PIX_FMT_ABGR:
      frame.format = AV_PIX_FMT_0BGR;
      break;
    default:
      break;
  }
}

}  // namespace cliploop
