#include "webp/mux.h"

#include <cstring>

namespace cliploop::webp {
namespace {

constexpr uint8_t kAnimationFlag = 0x02;
constexpr uint8_t kAlphaFlag = 0x10;
constexpr uint8_t kNoBlend = 0x02;

// Little-endian, like all of RIFF.
void put(std::vector<uint8_t>& out, int64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<uint8_t>(value >> (8 * i)));
}
void put(std::vector<uint8_t>& out, const char* name) { out.insert(out.end(), name, name + std::strlen(name)); }

}  // namespace

std::vector<uint8_t> file_header(int width, int height, int loop) {
  std::vector<uint8_t> out;
  put(out, "RIFF");
  put(out, 0, 4);
  put(out, "WEBPVP8X");
  put(out, 10, 4);
  put(out, kAnimationFlag, 4);
  put(out, width - 1, 3);
  put(out, height - 1, 3);
  put(out, "ANIM");
  put(out, 6, 4);
  put(out, 0, 4);  // background: transparent; players ignore it
  put(out, loop, 2);
  return out;
}

std::vector<uint8_t> riff_size(int64_t file_bytes) {
  std::vector<uint8_t> out;
  put(out, file_bytes - 8, 4);
  return out;
}

std::vector<uint8_t> flags(bool alpha) {
  return {static_cast<uint8_t>(alpha ? kAnimationFlag | kAlphaFlag : kAnimationFlag)};
}

std::vector<uint8_t> frame_header(const Patch& patch, size_t chunk_bytes, int64_t duration_ms) {
  std::vector<uint8_t> out;
  put(out, "ANMF");
  put(out, static_cast<int64_t>(chunk_bytes) + 16, 4);
  put(out, patch.x / 2, 3);
  put(out, patch.y / 2, 3);
  put(out, patch.width - 1, 3);
  put(out, patch.height - 1, 3);
  put(out, duration_ms, 3);
  put(out, patch.blends() ? 0 : kNoBlend, 1);
  return out;
}

bool has_alpha(std::span<const uint8_t> chunks) {
  if (chunks.size() < 13) return false;
  if (std::memcmp(chunks.data(), "ALPH", 4) == 0) return true;
  // VP8L: the signature byte, 14 bits of width, 14 bits of height, then the alpha bit.
  return std::memcmp(chunks.data(), "VP8L", 4) == 0 && (chunks[12] & 0x10) != 0;
}

}  // namespace cliploop::webp
