#include "input/encryption.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

extern "C" {
#include <libavutil/encryption_info.h>
}

#include "base/av_compat.h"
#include "input/boxes.h"

namespace cliploop {
namespace {

using EncryptionInfo = std::unique_ptr<AVEncryptionInfo, decltype(&av_encryption_info_free)>;

EncryptionInfo encryption_info(const AVPacket& packet) {
  size_t size = 0;
  const uint8_t* data = av_packet_get_side_data(&packet, AV_PKT_DATA_ENCRYPTION_INFO, &size);
  return {data == nullptr ? nullptr : av_encryption_info_get_side_data(data, size), av_encryption_info_free};
}

// In an encrypted WebM file, each packet begins with a byte whose lowest bit says whether the rest is encrypted. Other
// Matroska files may lack that byte; then the whole packet is encrypted.
bool has_signal_byte(const AVStream& stream) {
  return av_dict_get(stream.metadata, "enc_key_id", nullptr, 0) != nullptr;
}

bool is_format(const AVFormatContext& format, const char* name) {
  return std::strstr(format.iformat->name, name) != nullptr;
}

const char* scheme_of(std::string_view entry) {
  if (entry == "encv") return "Common Encryption";
  return entry == "drmi" ? "FairPlay" : nullptr;
}

// libav hides the type of encrypted samples, and gives no side data when their boxes are in another place. Returns null
// when no video in the MP4 file is encrypted.
const char* scheme_of(Source& source, CancelToken& cancel) {
  constexpr int64_t kMost = 16 << 20;  // bytes of the movie box
  if (!source.random_access()) {
    const std::vector<uint8_t>& head = source.head();
    const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
    return text.find("encv") == std::string_view::npos ? nullptr : scheme_of("encv");
  }
  const std::optional<Part> movie = find_box(source, "moov", cancel);
  if (!movie) return nullptr;
  std::vector<uint8_t> bytes(static_cast<size_t>(std::min(movie->size, kMost)));
  bytes.resize(read_at(source, movie->offset, bytes));
  const char* scheme = nullptr;
  each_child(bytes, [&](std::string_view name, std::span<const uint8_t> track) {
    if (name != "trak") return;
    const auto media = find_child(track, "mdia");
    const auto descriptions = find_child(find_child(find_child(media, "minf"), "stbl"), "stsd");
    constexpr size_t kCount = 8;  // version, flags and the number of entries
    if (descriptions.size() <= kCount) return;
    each_child(descriptions.subspan(kCount), [&](std::string_view entry, std::span<const uint8_t>) {
      if (scheme == nullptr) scheme = scheme_of(entry);
    });
  });
  return scheme;
}

}  // namespace

bool is_encrypted(const AVStream& stream, const AVPacket& packet) {
  constexpr uint8_t kEncrypted = 1;
  constexpr uint8_t kReserved = 0xfc;  // these bits are 0 in a signal byte
  if (has_signal_byte(stream)) return packet.size > 0 && (packet.data[0] & (kEncrypted | kReserved)) != 0;
  if (packet.side_data_elems == 0) return false;
  const EncryptionInfo info = encryption_info(packet);
  if (!info) return false;
  const bool pattern_is_clear = info->crypt_byte_block == 0 && info->skip_byte_block > 0;
  if (pattern_is_clear) return false;
  const AVSubsampleEncryptionInfo* parts = info->subsamples;
  return info->subsample_count == 0 || std::any_of(parts, parts + info->subsample_count,
                                                   [](const auto& part) { return part.bytes_of_protected_data > 0; });
}

void remove_signal_byte(const AVStream& stream, AVPacket& packet) {
  if (!has_signal_byte(stream) || packet.size == 0) return;
  ++packet.data;
  --packet.size;
}

std::string encryption_of(const AVFormatContext& format, const AVStream& stream, Source& source, AvLog& log,
                          CancelToken& cancel) {
  const uint32_t tag = stream.codecpar->codec_tag;
  constexpr uint32_t kSampleAes = 0xdb;  // stream type of H.264 in MPEG-TS
  if (has_signal_byte(stream)) return "encrypted WebM";
  if (tag == MKTAG('d', 'r', 'm', 'i')) return "FairPlay";
  if (is_format(format, "mpegts") && tag == kSampleAes) return "SAMPLE-AES";
  if (has_encryption_init_info(stream)) return "Common Encryption";
  if (is_format(format, "mov")) {
    if (const char* scheme = scheme_of(source, cancel)) return scheme;
  }
  const auto lines = log.lines();
  const auto reports = [&](const char* text) {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const std::string& line) { return line.find(text) != std::string::npos; });
  };
  if (is_format(format, "asf") && reports("DRM protected stream")) return "Windows Media DRM";
  if (is_format(format, "matroska") && reports("Unsupported encoding type")) return "Matroska encryption";
  return "";
}

}  // namespace cliploop
