#include "input/following_file.h"

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <string_view>

#include "input/stated_duration.h"

namespace cliploop {
namespace {

// A variable-length integer of EBML at `at`, which moves behind it; -1 when it is unknown or cut off.
int64_t ebml_number(const std::vector<uint8_t>& bytes, size_t& at, bool keep_marker) {
  if (at >= bytes.size() || bytes[at] == 0) return -1;
  int length = 1;
  while ((bytes[at] & (0x80 >> (length - 1))) == 0) ++length;
  if (at + static_cast<size_t>(length) > bytes.size()) return -1;
  uint64_t value = keep_marker ? bytes[at] : bytes[at] & (0x7f >> (length - 1));
  bool all_ones = (bytes[at] & (0x7f >> (length - 1))) == (0x7f >> (length - 1));
  for (int i = 1; i < length; ++i) {
    value = (value << 8) | bytes[at + static_cast<size_t>(i)];
    all_ones = all_ones && bytes[at + static_cast<size_t>(i)] == 0xff;
  }
  at += static_cast<size_t>(length);
  return all_ones && !keep_marker ? -1 : static_cast<int64_t>(value);
}

}  // namespace

int64_t segment_end(const std::vector<uint8_t>& head) {
  constexpr int64_t kHeader = 0x1a45dfa3;
  constexpr int64_t kSegment = 0x18538067;
  size_t at = 0;
  if (ebml_number(head, at, true) != kHeader) return -1;
  const int64_t size = ebml_number(head, at, false);
  if (size < 0 || size > static_cast<int64_t>(head.size())) return -1;
  at += static_cast<size_t>(size);
  if (ebml_number(head, at, true) != kSegment) return -1;
  const int64_t length = ebml_number(head, at, false);
  return length < 0 ? -1 : static_cast<int64_t>(at) + length;
}

namespace {

using namespace std::string_view_literals;

// Reads bytes at an offset. An empty view at the end of the file.
class SourceBytes {
 public:
  explicit SourceBytes(Source& source) : source_(source) {}
  std::string_view at(int64_t offset, size_t count) {
    source_.seek(offset);
    size_t got = 0;
    count = std::min(count, buffer_.size());
    while (got < count) {
      const int read = source_.read(reinterpret_cast<uint8_t*>(buffer_.data()) + got, static_cast<int>(count - got));
      if (read <= 0) break;
      got += static_cast<size_t>(read);
    }
    return {buffer_.data(), got};
  }

 private:
  Source& source_;
  std::array<char, 512> buffer_ = {};
};

int64_t big_endian(std::string_view bytes, size_t at, size_t count) {
  uint64_t value = 0;
  for (size_t i = 0; i < count; ++i) value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
  return static_cast<int64_t>(value);
}

bool matroska_follows(const Parts& parts, SourceBytes& bytes) {
  const int64_t end = segment_end(parts.head());
  return end > 0 && bytes.at(end, 4) == "\x1a\x45\xdf\xa3"sv;
}

// A large AVI file has several lists, of which only the first one has the type AVI.
bool avi_follows(SourceBytes& bytes, int64_t size) {
  constexpr size_t kHeader = 12;
  int64_t at = 0;
  while (at < size) {
    const std::string_view header = bytes.at(at, kHeader);
    if (header.size() < kHeader || !header.starts_with("RIFF")) return false;
    if (at > 0 && header.substr(8) != "AVIX"sv) return header.substr(8) == "AVI "sv;
    int64_t length = 0;
    for (size_t i = 0; i < 4; ++i) length |= int64_t{static_cast<uint8_t>(header[4 + i])} << (8 * i);
    if (length == 0) return false;
    at += 8 + length + length % 2;
  }
  return false;
}

struct FragmentTime {
  int64_t track = -1;
  int64_t decoded = -1;
};

// The track and the time stamp of the first track of a fragment.
FragmentTime time_of(std::string_view fragment) {
  FragmentTime time;
  constexpr size_t kType = 4;
  const size_t header = fragment.find("tfhd");
  if (header != std::string_view::npos && header + 12 <= fragment.size()) {
    time.track = big_endian(fragment, header + kType + 4, 4);
  }
  const size_t decode = fragment.find("tfdt");
  if (decode == std::string_view::npos || decode + 16 > fragment.size()) return time;
  const bool wide = fragment[decode + kType] == 1;
  time.decoded = big_endian(fragment, decode + kType + 4, wide ? 8 : 4);
  return time;
}

}  // namespace

bool fragments_begin_anew(Source& source) {
  constexpr int64_t kRemoteBoxes = 32;  // each of them may need a request
  constexpr int64_t kLocalBoxes = 1 << 20;
  constexpr size_t kMostTracks = 64;
  constexpr size_t kHeader = 8;
  constexpr size_t kLongHeader = 16;
  const int64_t size = source.size();
  const int64_t most = source.remote() ? kRemoteBoxes : kLocalBoxes;
  SourceBytes bytes(source);
  std::map<int64_t, int64_t> last;  // time stamps by track
  bool any = false;
  int64_t at = 0;
  for (int64_t boxes = 0; at < size && boxes < most; ++boxes) {
    const std::string_view box = bytes.at(at, SIZE_MAX);
    if (box.size() < kHeader) return false;
    const std::string_view type = box.substr(4, 4);
    int64_t length = big_endian(box, 0, 4);
    if (length == 1 && box.size() >= kLongHeader) length = big_endian(box, kHeader, 8);
    if (length < static_cast<int64_t>(kHeader) || length > size - at) return false;
    if (any && (type == "ftyp" || type == "moov")) return true;
    if (type == "moof") {
      any = true;
      const FragmentTime time = time_of(box.substr(0, static_cast<size_t>(length)));
      const auto before = last.find(time.track);
      if (before != last.end()) {
        if (time.decoded >= 0 && time.decoded < before->second) return true;
        before->second = time.decoded;
      } else if (last.size() < kMostTracks) {
        last.emplace(time.track, time.decoded);
      }
    }
    at += length;
  }
  return false;
}

namespace {

// The size of the file that the metadata of FLV state; -1 without any.
int64_t stated_flv_size(const std::vector<uint8_t>& head) {
  constexpr std::string_view kName =
      "\x08"
      "filesize"
      "\0"sv;  // 0: a number follows
  constexpr size_t kNumber = 8;
  constexpr double kLargest = 1e15;
  const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  const size_t at = text.find(kName);
  if (at == std::string_view::npos || at + kName.size() + kNumber > text.size()) return -1;
  const auto size = std::bit_cast<double>(big_endian(text, at + kName.size(), kNumber));
  return size > 0 && size < kLargest ? static_cast<int64_t>(size) : -1;
}

bool flv_follows(const Parts& parts, Source& source) {
  const int64_t stated = stated_flv_size(parts.head());
  return stated > 0 && source.size() > stated;
}

}  // namespace

bool file_follows(const Parts& parts, Source& source) {
  const AVFormatContext& format = parts.first().format();
  const std::string_view name(format.iformat->name);
  SourceBytes bytes(source);
  if (name.starts_with("matroska")) return matroska_follows(parts, bytes);
  if (name == "avi") return avi_follows(bytes, source.size());
  if (name.ends_with("flv")) return flv_follows(parts, source);
  return is_fragmented(format, parts.stream()) && fragments_begin_anew(source);
}

int64_t last_flv_stamp(Source& source) {
  constexpr int64_t kNumber = 4;  // the size of a tag follows it
  constexpr size_t kTag = 11;
  const int64_t size = source.size();
  SourceBytes bytes(source);
  if (size < static_cast<int64_t>(kTag) + kNumber) return -1;
  const std::string_view number = bytes.at(size - kNumber, static_cast<size_t>(kNumber));
  if (number.size() < static_cast<size_t>(kNumber)) return -1;
  const int64_t length = big_endian(number, 0, 4);
  const int64_t at = size - kNumber - length;
  if (length < static_cast<int64_t>(kTag) || at < 0) return -1;
  const std::string_view tag = bytes.at(at, kTag);
  if (tag.size() < kTag || big_endian(tag, 1, 3) + static_cast<int64_t>(kTag) != length) return -1;
  return int64_t{static_cast<uint8_t>(tag[7])} << 24 | big_endian(tag, 4, 3);
}

}  // namespace cliploop
