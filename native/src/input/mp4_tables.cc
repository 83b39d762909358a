#include "input/mp4_tables.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include "base/status.h"

namespace cliploop {
namespace {

constexpr int64_t kFewSamples = 4'000'000;      // 100 MB
constexpr uint32_t kMostCompressed = 16 << 20;  // bytes of a header in zlib; QuickTime wrote only small ones
constexpr int64_t kManySamples = 16'000'000;    // when the size of the file is unknown

template <size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool begins_file(std::string_view name) {
  return is_one_of<12>(
      name, {"ftyp", "styp", "moov", "moof", "mdat", "free", "skip", "wide", "sidx", "uuid", "pnot", "udta"});
}

bool has_boxes(std::string_view name) {
  return is_one_of<15>(name, {"moov", "cmov", "trak", "mdia", "minf", "stbl", "moof", "traf", "mvex", "edts", "udta",
                              "sinf", "schi", "wave", "gmhd"});
}

// Codecs whose samples have a fixed size, so that libav divides chunks by calculation.
bool is_simple_sound(std::string_view codec) {
  return is_one_of<20>(codec, {"raw ", "NONE", "twos", "sowt", "in24", "in32", "fl32", "fl64", "lpcm", "ipcm",
                               "fpcm", "alaw", "ulaw", "ima4", "MAC3", "MAC6", "QDM2", "QDMC", "agsm", "dvi "});
}

// The bytes of the payload that check() reads.
int64_t payload_needed(std::string_view name) {
  if (name == "stsz" || name == "hdlr") return 12;
  if (name == "stsd") return 16;
  if (name == "cmvd") return int64_t{4} + kMostCompressed;
  return name == "trun" ? 8 : 0;
}

}  // namespace

void Mp4Tables::see(int64_t offset, std::span<const uint8_t> bytes, int64_t file_size) {
  const auto end = offset + static_cast<int64_t>(bytes.size());
  while (is_mp4_) {
    const int64_t from = next_ + static_cast<int64_t>(part_.size());
    const int64_t missing = needed() - static_cast<int64_t>(part_.size());
    if (from < offset || from >= end) return;
    const int64_t taken = std::min(missing, end - from);
    part_.insert(part_.end(), bytes.begin() + (from - offset), bytes.begin() + (from - offset + taken));
    if (static_cast<int64_t>(part_.size()) == needed()) enter(file_size);
  }
}

int64_t Mp4Tables::needed() const {
  if (part_.size() < 8) return 8;
  const Box found = box();
  // The size of a long box is not known before its header is complete.
  if (static_cast<int64_t>(part_.size()) < found.header || found.size < found.header) return found.header;
  const int64_t wanted = found.header + payload_needed(found.name);
  return std::min(wanted, found.size);
}

Mp4Tables::Box Mp4Tables::box() const {
  constexpr uint32_t kLong = 1;
  Box found{name(4), 8, number(0)};
  if (found.size == kLong) {
    found.header = 16;
    found.size =
        part_.size() < 16 ? INT64_MAX : static_cast<int64_t>((uint64_t{number(8)} << 32 | number(12)) & INT64_MAX);
  }
  if (found.size == 0) found.size = INT64_MAX;  // up to the end of the file
  return found;
}

uint32_t Mp4Tables::number(size_t at) const {
  return uint32_t{part_[at]} << 24 | uint32_t{part_[at + 1]} << 16 | uint32_t{part_[at + 2]} << 8 | part_[at + 3];
}

std::string_view Mp4Tables::name(size_t at) const { return {reinterpret_cast<const char*>(&part_[at]), 4}; }

// Goes on to the next box, which may be inside this one.
void Mp4Tables::enter(int64_t file_size) {
  const Box found = box();
  if (next_ == 0 && !begins_file(found.name)) {
    is_mp4_ = false;
    return;
  }
  const int64_t around = ends_.empty() ? INT64_MAX : ends_.back();
  const int64_t end = found.size > around - next_ ? around : next_ + found.size;
  if (found.size < found.header) {
    next_ = around;  // libav ignores the rest of the box around it
  } else if (has_boxes(found.name)) {
    if (found.name == "trak") sound_ = simple_sound_ = false;
    ends_.push_back(end);
    next_ += found.header;
  } else {
    check(found, file_size);
    next_ = end;
  }
  part_.clear();
  while (!ends_.empty() && ends_.back() - 8 < next_) {
    next_ = ends_.back();
    ends_.pop_back();
  }
  if (next_ == INT64_MAX) is_mp4_ = false;
}

// The samples that a fragment claims without listing them: all of them, or none.
int64_t Mp4Tables::unlisted_samples(const Box& trun, int64_t file_size) const {
  constexpr uint32_t kPerSample = 0xf00;  // flags: values for each sample
  const auto payload = static_cast<size_t>(trun.header);
  const int64_t samples = number(payload + 4);
  const int64_t bytes = int64_t{4} * std::popcount(number(payload) & kPerSample);  // of a listed sample
  const int64_t room = file_size >= 0 ? std::min(trun.size, file_size - next_) : trun.size;
  return bytes == 0 || samples * bytes > room ? samples : 0;
}

void Mp4Tables::check_compressed(std::span<const uint8_t> payload, int64_t file_size) {
  constexpr size_t kSize = 4;
  if (payload.size() < kSize) return;
  uLongf size = uint32_t{payload[0]} << 24 | uint32_t{payload[1]} << 16 | uint32_t{payload[2]} << 8 | payload[3];
  inflated_ += static_cast<int64_t>(size);
  if (inflated_ > kMostCompressed) {
    throw Failure(Code::INPUT_NOT_MEDIA, Stage::DEMUX,
                  "its compressed headers claim " + std::to_string(inflated_) + " bytes, more than " +
                      std::to_string(kMostCompressed));
  }
  std::vector<uint8_t> header(size);
  const auto compressed = payload.subspan(kSize);
  // Like libav, ignore a header that is damaged.
  if (uncompress(header.data(), &size, compressed.data(), static_cast<uLong>(compressed.size())) != Z_OK) return;
  Mp4Tables tables;
  tables.claimed_ = claimed_;
  tables.inflated_ = inflated_;
  tables.see(0, std::span(header).first(size), file_size);
  claimed_ = tables.claimed_;
  inflated_ = tables.inflated_;
}

void Mp4Tables::check(const Box& box, int64_t file_size) {
  const auto payload = static_cast<size_t>(box.header);
  if (static_cast<int64_t>(part_.size()) < box.header + payload_needed(box.name) && box.name != "cmvd") return;
  if (box.name == "hdlr") sound_ = name(payload + 8) == "soun";
  if (box.name == "stsd") simple_sound_ = is_simple_sound(name(payload + 12));
  if (box.name == "stsz" && number(payload + 4) != 0 && !(sound_ && simple_sound_)) claimed_ += number(payload + 8);
  if (box.name == "cmvd") check_compressed(std::span(part_).subspan(payload), file_size);
  if (box.name == "trun") claimed_ += unlisted_samples(box, file_size);
  if (claimed_ <= kFewSamples || claimed_ <= (file_size >= 0 ? file_size : kManySamples)) return;
  throw Failure(Code::INPUT_NOT_MEDIA, Stage::DEMUX,
                "its tables claim " + std::to_string(claimed_) + " samples, more than " +
                    (file_size >= 0 ? "its " + std::to_string(file_size) + " bytes can hold" : "a video can have"));
}

}  // namespace cliploop
