#include "input/format_guess.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "input/scrambling.h"

namespace cliploop {

bool refers_to_other_files(const AVInputFormat& format) {
  constexpr const char* kNames[] = {"hls", "dash", "concat", "sdp", "rtsp", "image2", "imf", "webm_dash_manifest"};
  const std::string names = std::string(",") + format.name + ",";
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [&](const char* name) { return names.find(std::string(",") + name + ",") != std::string::npos; });
}

bool looks_encrypted(Source& source) {
  constexpr int64_t kBlock = 16;
  return source.size() > 0 && source.size() % kBlock == 0 && looks_random(source.head());
}

bool is_text(const std::vector<uint8_t>& bytes) {
  constexpr uint8_t kSpace = 0x20;
  constexpr uint8_t kDelete = 0x7f;
  return std::all_of(bytes.begin(), bytes.end(), [](uint8_t byte) {
    return byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f' || (byte >= kSpace && byte != kDelete);
  });
}

bool is_hls(const std::vector<uint8_t>& bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return text.starts_with("#EXTM3U") && text.find("#EXT-X-") != std::string_view::npos;
}

std::vector<uint8_t> peek(Source& source) {
  std::array<uint8_t, 32> bytes = {};
  size_t length = 0;
  source.seek(0);
  while (length < bytes.size()) {
    const int got = source.read(bytes.data() + length, static_cast<int>(bytes.size() - length));
    if (got == 0) break;
    length += static_cast<size_t>(got);
  }
  return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)};
}

}  // namespace cliploop
