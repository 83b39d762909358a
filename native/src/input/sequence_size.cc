#include "input/sequence_size.h"

#include <string_view>

namespace cliploop {

using namespace std::string_view_literals;

std::optional<SequenceSize> sequence_size(AVCodecID codec, const AVPacket& packet) {
  constexpr std::string_view kStartCode = "\0\0\1"sv;
  constexpr std::string_view kSequence = "\0\0\1\xb3"sv;
  constexpr size_t kSizeBytes = 3;
  if (codec != AV_CODEC_ID_MPEG1VIDEO && codec != AV_CODEC_ID_MPEG2VIDEO) return std::nullopt;
  const std::string_view bytes(reinterpret_cast<const char*>(packet.data), static_cast<size_t>(packet.size));
  // The header is the first unit of its packet.
  const size_t at = bytes.find(kStartCode);
  if (at == std::string_view::npos || !bytes.substr(at).starts_with(kSequence)) return std::nullopt;
  if (bytes.size() < at + kSequence.size() + kSizeBytes) return std::nullopt;
  const uint8_t* size = packet.data + at + kSequence.size();
  return SequenceSize{size[0] << 4 | size[1] >> 4, (size[1] & 0xf) << 8 | size[2]};
}

}  // namespace cliploop
