#include "input/jpeg_end.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "input/boxes.h"

namespace cliploop {
namespace {

constexpr int64_t kSearched = int64_t{64} << 20;
constexpr uint8_t kPrefix = 0xff;

enum Marker : uint8_t {
  kFirstRestart = 0xd0,
  kLastRestart = 0xd7,
  kStart = 0xd8,
  kEnd = 0xd9,
  kScan = 0xda,
  kApp2 = 0xe2
};

// Reads a source byte by byte.
class ByteReader {
 public:
  ByteReader(Source& source, CancelToken& cancel) : source_(source), cancel_(cancel), bytes_(64 << 10) {}

  int64_t position() const { return offset_ + static_cast<int64_t>(at_); }
  // -1 at the end.
  int next() {
    if (at_ == length_ && !fill(position())) return -1;
    return bytes_[at_++];
  }
  void skip(int64_t count) {
    const auto left = static_cast<int64_t>(length_ - at_);
    if (count <= left) {
      at_ += static_cast<size_t>(count);
    } else {
      fill(position() + count);
    }
  }

 private:
  bool fill(int64_t offset) {
    cancel_.check();
    offset_ = offset;
    at_ = 0;
    length_ = offset < kSearched ? read_at(source_, offset, bytes_) : 0;
    return length_ > 0;
  }

  Source& source_;
  CancelToken& cancel_;
  std::vector<uint8_t> bytes_;
  int64_t offset_ = 0;
  size_t at_ = 0;
  size_t length_ = 0;
};

struct Picture {
  int64_t end = 0;
  bool several = false;  // the file states that other pictures of the same photo follow (MPF)
};

bool is_restart(int marker) { return marker >= kFirstRestart && marker <= kLastRestart; }

// Skips a segment with a length. Returns whether it is an MPF segment.
bool skip_segment(ByteReader& bytes, int marker) {
  constexpr std::array<uint8_t, 4> kMpf{'M', 'P', 'F', 0};
  const int high = bytes.next();
  int left = (high << 8 | bytes.next()) - 2;
  if (marker != kApp2 || left < static_cast<int>(kMpf.size())) {
    bytes.skip(std::max(left, 0));
    return false;
  }
  bool same = true;
  for (const uint8_t expected : kMpf) same = bytes.next() == expected && same;
  bytes.skip(left - static_cast<int>(kMpf.size()));
  return same;
}

std::optional<Picture> read_picture(ByteReader& bytes) {
  Picture picture;
  if (bytes.next() != kPrefix || bytes.next() != kStart) return std::nullopt;
  bool in_scan = false;
  while (true) {
    int byte = bytes.next();
    while (in_scan && byte >= 0 && byte != kPrefix) byte = bytes.next();
    if (byte != kPrefix) return std::nullopt;
    int marker = bytes.next();
    while (marker == kPrefix) marker = bytes.next();
    if (marker < 0) return std::nullopt;
    if (in_scan && (marker == 0 || is_restart(marker))) continue;
    if (marker == kEnd) {
      picture.end = bytes.position();
      return picture;
    }
    if (skip_segment(bytes, marker)) picture.several = true;
    in_scan = marker == kScan;
  }
}

}  // namespace

std::optional<int64_t> find_jpeg_end(Source& source, CancelToken& cancel) {
  constexpr size_t kGap = 4096;  // bytes that cameras put between the frames of a stream
  ByteReader bytes(source, cancel);
  const std::optional<Picture> picture = read_picture(bytes);
  if (!picture) return std::nullopt;
  std::vector<uint8_t> after(kGap);
  after.resize(read_at(source, picture->end, after));
  if (after.empty()) return std::nullopt;
  constexpr std::array<uint8_t, 3> kFrame{kPrefix, kStart, kPrefix};
  const bool stream = std::search(after.begin(), after.end(), kFrame.begin(), kFrame.end()) != after.end();
  return picture->several || !stream ? std::optional(picture->end) : std::nullopt;
}

}  // namespace cliploop
