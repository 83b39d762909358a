#include "input/webp_frames.h"

#include <algorithm>
#include <string_view>

namespace cliploop {
namespace {

constexpr size_t kFileHeader = 12;
constexpr size_t kFrameChunkHeader = 8;
constexpr size_t kFrameHeader = 16;  // of the chunk ANMF: position, size, duration, flags

struct Chunk {
  std::string_view name;
  std::span<const uint8_t> data;
};

// Takes the next chunk off the bytes. Its name is empty at the end.
Chunk take_chunk(std::span<const uint8_t>& bytes) {
  if (bytes.size() < kFrameChunkHeader) return {};
  const size_t stated = bytes[4] | size_t{bytes[5]} << 8 | size_t{bytes[6]} << 16 | size_t{bytes[7]} << 24;
  const size_t length = std::min(stated, bytes.size() - kFrameChunkHeader);
  const Chunk chunk{{reinterpret_cast<const char*>(bytes.data()), 4}, bytes.subspan(kFrameChunkHeader, length)};
  bytes = bytes.subspan(std::min(bytes.size(), kFrameChunkHeader + length + length % 2));
  return chunk;
}

bool has_alpha(std::span<const uint8_t> image) {
  constexpr size_t kFlags = 4;  // of VP8L
  constexpr uint8_t kAlpha = 0x10;
  for (Chunk chunk = take_chunk(image); !chunk.name.empty(); chunk = take_chunk(image)) {
    if (chunk.name == "ALPH") return true;
    if (chunk.name == "VP8L") return chunk.data.size() > kFlags && (chunk.data[kFlags] & kAlpha) != 0;
  }
  return false;
}

}  // namespace

std::vector<WebpFrame> list_webp_frames(std::span<const uint8_t> file) {
  constexpr uint8_t kDispose = 1;
  constexpr uint8_t kReplace = 2;
  std::vector<WebpFrame> frames;
  std::span<const uint8_t> left = file.subspan(std::min(file.size(), kFileHeader));
  for (Chunk chunk = take_chunk(left); !chunk.name.empty(); chunk = take_chunk(left)) {
    if (chunk.name != "ANMF" || chunk.data.size() < kFrameHeader) continue;
    const std::span<const uint8_t> data = chunk.data;
    const int64_t duration = data[12] | int64_t{data[13]} << 8 | int64_t{data[14]} << 16;
    const uint8_t flags = data[15];
    frames.push_back(
        {duration, (flags & kReplace) != 0, (flags & kDispose) != 0, has_alpha(data.subspan(kFrameHeader))});
  }
  return frames;
}

}  // namespace cliploop
