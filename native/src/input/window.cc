#include "input/window.h"

#include <algorithm>
#include <array>

#include "input/boxes.h"

namespace cliploop {
namespace {

using namespace std::string_view_literals;

constexpr size_t kComparedHeader = 32;  // bytes that are compared

// Matroska: the header, whose first element is its version.
constexpr std::string_view kEbml = "\x1a\x45\xdf\xa3"sv;
constexpr std::string_view kEbmlVersion = "\x42\x86\x81\x01"sv;
constexpr std::string_view kFlv = "FLV\x01"sv;
constexpr std::string_view kFlvHeaderSize = "\0\0\0\x09\0\0\0\0"sv;
// Headers that are as long as no other data repeats by chance.
constexpr std::string_view kPlain[] = {
    "DKIF\0\0\x20\0"sv,                                                    // IVF
    "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c"sv,  // ASF and WMV
    "nut/multimedia container\0"sv,                                        // NUT
};
constexpr std::string_view kGifEnd = "\0;GIF8"sv;  // the end of the last picture and of the file before
constexpr std::string_view kFtyp = "ftyp"sv;
constexpr std::string_view kSyncText = "\x47"sv;  // of the packets of a transport stream
constexpr std::string_view kMvex = "mvex"sv;

bool has(std::string_view text, size_t at, std::string_view what) { return text.substr(at).starts_with(what); }

// A short box of type ftyp whose brand is printable.
bool is_file_type(std::string_view text, size_t at) {
  constexpr size_t kLength = 12;
  if (at + kLength > text.size()) return false;
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[at + i]); };
  if (byte(0) != 0 || byte(1) != 0 || byte(2) != 0 || byte(3) < 16 || byte(3) % 4 != 0) return false;
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at) + 8,
                     text.begin() + static_cast<std::ptrdiff_t>(at) + 12, [](char c) { return c >= ' ' && c <= 'z'; });
}

}  // namespace

int64_t Window::size() {
  if (limit_ >= 0) return limit_;
  const int64_t all = whole_.size();
  return all < 0 ? all : std::max<int64_t>(0, all - base_);
}

int Window::read(uint8_t* buffer, int size) {
  if (limit_ >= 0) size = static_cast<int>(std::clamp<int64_t>(limit_ - position_, 0, size));
  if (size == 0) return 0;
  if (kind_ == Kind::UNKNOWN) recognize();
  whole_.seek(base_ + position_);
  int got = whole_.read(buffer, size);
  if (got <= 0) return got;
  // Errors describe the input by the first bytes of the whole.
  whole_.record_head(base_ + position_, {buffer, static_cast<size_t>(got)});
  const std::string_view fresh(reinterpret_cast<const char*>(buffer), static_cast<size_t>(got));
  if (kind_ != Kind::OTHER) {
    if (kind_ == Kind::TS) {
      program_.feed(position_, fresh);
      limit_ = program_.offset();
    } else {
      look_for_header(fresh);
    }
    if (limit_ >= 0) got = static_cast<int>(std::clamp<int64_t>(limit_ - position_, 0, got));
  }
  position_ += got;
  return got;
}

void Window::look_for_header(std::string_view fresh) {
  constexpr int64_t kFragmentsKnown = 1 << 20;  // the header of a file with fragments is at its beginning
  // A header may be in two reads.
  std::string seam = tail_end_ == position_ ? tail_ : std::string();
  const int64_t seam_offset = position_ - static_cast<int64_t>(seam.size());
  seam += fresh.substr(0, kComparedHeader);
  if (kind_ == Kind::MP4 && !fragmented_) {
    fragmented_ = seam.find(kMvex) != std::string::npos || fresh.find(kMvex) != std::string::npos;
    if (!fragmented_ && position_ > kFragmentsKnown) kind_ = Kind::OTHER;
  }
  size_t found = find_header(seam, seam_offset);
  if (found != std::string::npos) {
    limit_ = seam_offset + static_cast<int64_t>(found);
  } else if ((found = find_header(fresh, position_)) != std::string::npos) {
    limit_ = position_ + static_cast<int64_t>(found);
  }
  if (fresh.size() >= kComparedHeader) seam = fresh.substr(fresh.size() - kComparedHeader);
  tail_ = seam.substr(seam.size() - std::min(seam.size(), kComparedHeader));
  tail_end_ = position_ + static_cast<int64_t>(fresh.size());
}

void Window::recognize() {
  // A source may give fewer bytes at once than the longest header.
  std::array<uint8_t, kComparedHeader> bytes = {};
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), read_at(whole_, base_, bytes));
  kind_ = Kind::OTHER;
  if (text.starts_with(kFlv)) kind_ = Kind::FLV;
  if (text.starts_with(kEbml)) kind_ = Kind::MATROSKA;
  for (const auto header : kPlain) {
    if (!text.starts_with(header)) continue;
    kind_ = Kind::PLAIN;
    header_ = header;
  }
  if (text.starts_with("GIF8")) kind_ = Kind::GIF;
  if (has(text, std::min<size_t>(4, text.size()), kFtyp)) kind_ = Kind::MP4;
  if (kind_ == Kind::OTHER && (text.starts_with(kSyncText) || has(text, std::min<size_t>(4, text.size()), kSyncText))) {
    kind_ = Kind::TS;
  }
}

size_t Window::find_header(std::string_view text, int64_t offset) const {
  const auto search = [&](std::string_view what, auto matches) -> size_t {
    for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) {
      const size_t start = matches(at);
      if (start != std::string::npos && offset + static_cast<int64_t>(start) > 0) return start;
    }
    return std::string::npos;
  };
  const auto when = [](bool condition, size_t at) { return condition ? at : std::string::npos; };
  switch (kind_) {
    case Kind::FLV:
      return search(kFlv,
                    [&](size_t at) { return when(has(text, std::min(at + 5, text.size()), kFlvHeaderSize), at); });
    case Kind::MATROSKA:
      return search(kEbml, [&](size_t at) {
        return when(text.substr(at, kComparedHeader / 2).find(kEbmlVersion) != std::string::npos, at);
      });
    case Kind::PLAIN:
      return search(header_, [&](size_t at) { return at; });
    case Kind::GIF:
      return search(kGifEnd, [&](size_t at) { return at + 2; });
    case Kind::MP4:
      if (!fragmented_) return std::string::npos;
      return search(kFtyp, [&](size_t at) { return when(at >= 4 && is_file_type(text, at - 4), at - 4); });
    default:
      return std::string::npos;
  }
}

}  // namespace cliploop
