#include "input/joins.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "input/following_file.h"
#include "input/stated_duration.h"

namespace cliploop {
namespace {

constexpr int64_t kLocalBudget = int64_t{16} << 20;
constexpr int64_t kRemoteBudget = int64_t{8} << 20;

bool has_name(const AVFormatContext& format, const char* name) {
  const std::string names = std::string(",") + format.iformat->name + ",";
  return names.find(std::string(",") + name + ",") != std::string::npos;
}

// The offset of the end of the first RIFF list of AVI; -1 when it is not stated.
int64_t riff_end(const std::vector<uint8_t>& head) {
  constexpr size_t kHeader = 8;
  if (head.size() < kHeader || std::memcmp(head.data(), "RIFF", 4) != 0) return -1;
  int64_t size = 0;
  for (size_t i = 0; i < 4; ++i) size |= int64_t{head[4 + i]} << (8 * i);
  return size == 0 ? -1 : size + static_cast<int64_t>(kHeader);
}

// The index of an FLV file is in order, and covers the file except for the last group of pictures.
bool index_covers_file(const AVStream& stream, Source& source) {
  const int64_t size = source.size();
  constexpr int64_t kRest = 8;  // an eighth of the file may follow the last entry
  auto* changeable = const_cast<AVStream*>(&stream);
  const int entries = avformat_index_get_entries_count(changeable);
  if (entries < 2) return false;
  int64_t last = -1;
  int64_t stamp = 0;
  int64_t longest = 0;
  for (int i = 0; i < entries; ++i) {
    const AVIndexEntry* entry = avformat_index_get_entry(changeable, i);
    if (entry == nullptr || entry->pos < last || (i == 0 && entry->pos > size / kRest)) return false;
    if (i > 0) longest = std::max(longest, entry->timestamp - stamp);
    stamp = entry->timestamp;
    last = entry->pos;
  }
  // The clock of a file that was joined to it begins anew.
  if (last < size - size / kRest) return false;
  const int64_t end = last_flv_stamp(source);
  return end >= stamp && end - stamp <= 2 * longest;
}

struct Mark {
  int64_t offset = 0;
  int64_t stamp = 0;
};

}  // namespace

int64_t scan_budget(const Source& source) { return source.remote() ? kRemoteBudget : kLocalBudget; }

Joins joins_by_structure(Parts& parts, Source& source) {
  constexpr int64_t kPadding = 1 << 10;  // bytes that some programs append
  const AVFormatContext& format = parts.first().format();
  const AVStream& stream = parts.stream();
  const int64_t size = source.size();
  if (parts.joined()) return Joins::LIKELY;
  if (has_name(format, "mov")) return is_fragmented(format, stream) ? Joins::POSSIBLE : Joins::NONE;
  if (has_name(format, "matroska")) {
    const int64_t end = segment_end(parts.head());
    return end >= 0 && size <= end + kPadding ? Joins::NONE : Joins::LIKELY;
  }
  if (has_name(format, "avi")) {
    const int64_t end = riff_end(parts.head());
    return end >= 0 && size <= end + kPadding ? Joins::NONE : Joins::POSSIBLE;
  }
  if (has_name(format, "flv")) {
    // The end of a source without random access is reached only through all bytes before it.
    const bool indexed = source.random_access() && size > kRemoteBudget && index_covers_file(stream, source);
    return indexed ? Joins::NONE : Joins::LIKELY;
  }
  if ((format.iformat->flags & AVFMT_GENERIC_INDEX) != 0) return Joins::LIKELY;  // libav reads all packets for a seek
  return Joins::POSSIBLE;
}

bool clock_restarts(Demuxer& demuxer, const AVStream& stream, Source& source, int64_t known) {
  const int64_t size = source.size();
  if (size <= 0 || (demuxer.format().iformat->flags & AVFMT_NO_BYTE_SEEK) != 0) return false;
  std::vector<int64_t> offsets;
  // Each place is twice as far as the one before, so that a short part in front of a long one is seen.
  for (int64_t offset = size / 2; offset >= std::max<int64_t>(known / 2, 1); offset /= 2) offsets.push_back(offset);
  const int64_t even = source.remote() ? 6 : 12;
  for (int64_t i = 1; i < even; ++i) offsets.push_back(size / even * i);
  std::sort(offsets.begin(), offsets.end());
  std::vector<Mark> marks;
  for (const int64_t offset : offsets) {
    if (!demuxer.seek_to_byte(offset)) return false;
    constexpr int kTries = 64;
    for (int i = 0; i < kTries; ++i) {
      const PacketPtr packet = demuxer.read();
      if (!packet) return true;  // the video has moved to another stream
      const int64_t stamp = packet->dts != AV_NOPTS_VALUE ? packet->dts : packet->pts;
      if (stamp == AV_NOPTS_VALUE) continue;
      marks.push_back({offset, stamp});
      break;
    }
  }
  if (marks.size() < 3) return false;
  const Rational tick{stream.time_base.num, stream.time_base.den};
  const auto seconds = [&](int64_t ticks) { return (Rational{ticks} * tick).seconds(); };
  std::vector<double> paces;  // seconds per byte
  for (size_t i = 1; i < marks.size(); ++i) {
    constexpr double kReordered = 1;  // seconds; two places may find the same packet
    const double step = seconds(marks[i].stamp - marks[i - 1].stamp);
    if (step < -kReordered) return true;
    const int64_t bytes = marks[i].offset - marks[i - 1].offset;
    if (bytes > 0) paces.push_back(step / static_cast<double>(bytes));
  }
  std::nth_element(paces.begin(), paces.begin() + static_cast<std::ptrdiff_t>(paces.size() / 2), paces.end());
  const double pace = paces[paces.size() / 2];
  for (size_t i = 1; i < marks.size(); ++i) {
    constexpr double kJump = 10;  // seconds
    constexpr double kVariable = 4;
    const double expected = pace * static_cast<double>(marks[i].offset - marks[i - 1].offset);
    if (seconds(marks[i].stamp - marks[i - 1].stamp) > kJump + kVariable * expected) return true;
  }
  return false;
}

}  // namespace cliploop
