#include "input/plays.h"

#include <algorithm>
#include <string_view>

namespace cliploop {
namespace {

std::string_view text_of(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::optional<int> gif_plays(std::span<const uint8_t> head) {
  constexpr size_t kScreen = 13;  // the signature and the logical screen descriptor
  constexpr uint8_t kHasTable = 0x80;
  constexpr uint8_t kExtension = 0x21;
  constexpr uint8_t kApplication = 0xff;
  constexpr uint8_t kImage = 0x2c;
  constexpr size_t kName = 11;
  if (head.size() < kScreen) return std::nullopt;
  size_t at = kScreen;
  if ((head[10] & kHasTable) != 0) at += size_t{3} << ((head[10] & 7) + 1);
  while (at + 2 < head.size()) {
    if (head[at] == kImage) return 1;
    if (head[at] != kExtension) return std::nullopt;
    const bool application = head[at + 1] == kApplication && at + 3 + kName <= head.size();
    const std::string_view name = application ? text_of(head.subspan(at + 3, kName)) : "";
    const size_t data = at + 3 + kName;  // size 3, the number 1, then the count in two bytes
    if ((name == "NETSCAPE2.0" || name == "ANIMEXTS1.0") && data + 4 <= head.size() && head[data] == 3) {
      const int repeats = head[data + 2] | head[data + 3] << 8;
      return repeats == 0 ? 0 : std::min(repeats + 1, kMaxPlays);
    }
    at += 2;
    while (at < head.size() && head[at] != 0) at += size_t{head[at]} + 1;
    ++at;
  }
  return std::nullopt;
}

std::optional<int> apng_plays(std::span<const uint8_t> head) {
  constexpr size_t kSignature = 8;
  constexpr size_t kAround = 12;  // the size, the name and the checksum of a chunk
  const auto number_at = [&](size_t at) {
    return uint32_t{head[at]} << 24 | uint32_t{head[at + 1]} << 16 | uint32_t{head[at + 2]} << 8 | head[at + 3];
  };
  for (size_t at = kSignature; at + kAround + 8 <= head.size(); at += number_at(at) + kAround) {
    const std::string_view name = text_of(head.subspan(at + 4, 4));
    if (name == "IDAT") break;
    if (name == "acTL") return static_cast<int>(std::min<uint32_t>(number_at(at + 12), kMaxPlays));
  }
  return std::nullopt;
}

}  // namespace

std::optional<int> stated_plays(std::span<const uint8_t> head) {
  const std::string_view text = text_of(head);
  if (text.starts_with("GIF87a") || text.starts_with("GIF89a")) return gif_plays(head);
  if (text.starts_with("\x89PNG\r\n\x1a\n")) return apng_plays(head);
  return std::nullopt;
}

}  // namespace cliploop
