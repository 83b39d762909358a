#include "input/motion_photo.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <string_view>
#include <utility>
#include <vector>

#include "input/boxes.h"
#include "input/jpeg_end.h"

namespace cliploop {
namespace {

constexpr size_t kSizeAndName = 8;  // size and name
constexpr int64_t kSearchedBoxes = int64_t{64} << 20;

bool is_jpeg(std::span<const uint8_t> head) {
  return head.size() >= 3 && head[0] == 0xff && head[1] == 0xd8 && head[2] == 0xff;
}

bool is_heif(std::span<const uint8_t> head) {
  constexpr std::array<std::string_view, 7> kBrands{"heic", "heix", "heim", "heis", "mif1", "avif", "hevc"};
  return head.size() >= kSizeAndName + 4 && name_at(head, 4) == "ftyp" &&
         std::find(kBrands.begin(), kBrands.end(), name_at(head, kSizeAndName)) != kBrands.end();
}

// Whether an MP4 or QuickTime file begins here: a plausible box "ftyp", followed by another known box.
bool begins_mp4(std::span<const uint8_t> bytes) {
  constexpr size_t kLongestType = 512;
  if (bytes.size() < 2 * kSizeAndName || name_at(bytes, 4) != "ftyp") return false;
  const size_t size = number_at(bytes, 0);
  if (size < 2 * kSizeAndName || size > kLongestType || size % 4 != 0 || size + kSizeAndName > bytes.size())
    return false;
  constexpr std::array<std::string_view, 9> kNext{"moov", "mdat", "free", "skip", "wide",
                                                  "uuid", "moof", "meta", "pdin"};
  return std::find(kNext.begin(), kNext.end(), name_at(bytes, size + 4)) != kNext.end();
}

// Searches the bytes for the beginning of an MP4. The stated places (XMP of Google, trailer of Samsung) differ from
// phone to phone, and are wrong after some programs have changed the picture.
std::optional<int64_t> find_mp4(Source& source, int64_t from, CancelToken& cancel) {
  constexpr size_t kPiece = 256 << 10;
  constexpr size_t kOverlap = 1024;  // more than begins_mp4() reads
  std::vector<uint8_t> bytes(kOverlap + kPiece);
  size_t kept = 0;  // bytes of the piece before
  for (int64_t offset = from; offset - from < kSearchedBoxes; offset += kPiece) {
    cancel.check();
    const size_t fresh = read_at(source, offset, std::span(bytes).subspan(kept, kPiece));
    const std::span<const uint8_t> read(bytes.data(), kept + fresh);
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), read.size());
    for (size_t at = text.find("ftyp"); at != std::string_view::npos; at = text.find("ftyp", at + 1)) {
      if (at >= 4 && begins_mp4(read.subspan(at - 4))) return offset - static_cast<int64_t>(kept + 4 - at);
    }
    if (fresh < kPiece) break;
    std::copy(read.end() - kOverlap, read.end(), bytes.begin());
    kept = kOverlap;
  }
  return std::nullopt;
}

bool is_printable(const std::array<char, 4>& name) {
  return std::all_of(name.begin(), name.end(), [](char letter) { return letter >= ' ' && letter <= '~'; });
}

// The video of a HEIF picture: in the box "mpvd", or an MP4 behind the boxes of the picture.
std::optional<Part> find_in_heif(Source& source, CancelToken& cancel) {
  const int64_t size = source.size();
  int64_t offset = 0;
  while (true) {
    cancel.check();
    const std::optional<Box> box = box_at(source, offset);
    const bool whole = box && is_printable(box->name) && (size < 0 || box->end <= size);
    const std::string_view name = box ? std::string_view(box->name.data(), box->name.size()) : "";
    if (whole && name == "mpvd") return box->content;
    if (!whole || (offset > 0 && name == "ftyp")) break;
    offset = box->end;
  }
  const auto mp4 = find_mp4(source, offset, cancel);
  return mp4 && *mp4 > 0 ? std::optional(Part{*mp4, INT64_MAX / 2}) : std::nullopt;
}

class PartSource final : public Source {
 public:
  PartSource(Source& whole, const Part& part) : whole_(whole), part_(part) {}

  int read(uint8_t* buffer, int size) override {
    const int64_t length = std::min<int64_t>(size, part_.size - position_);
    if (length <= 0) return 0;
    whole_.seek(part_.offset + position_);
    const int got = whole_.read(buffer, static_cast<int>(length));
    position_ += got;
    return got;
  }
  void seek(int64_t offset) override { position_ = offset; }
  int64_t size() override {
    const int64_t whole = whole_.size();
    return whole < 0 ? -1 : std::clamp<int64_t>(whole - part_.offset, 0, part_.size);
  }
  bool random_access() const override { return whole_.random_access(); }
  bool remote() const override { return whole_.remote(); }

 private:
  Source& whole_;
  const Part part_;
  int64_t position_ = 0;
};

}  // namespace

std::optional<Part> find_media(Source& source, CancelToken& cancel) {
  std::array<uint8_t, kSizeAndName + 4> head = {};
  const size_t length = read_at(source, 0, head);
  const std::span<const uint8_t> start(head.data(), length);
  if (is_heif(start)) return find_in_heif(source, cancel);
  if (!is_jpeg(start)) return std::nullopt;
  if (const auto offset = find_mp4(source, 0, cancel)) return Part{*offset, INT64_MAX / 2};
  // Bytes behind the picture would make it look like another format.
  if (const auto end = find_jpeg_end(source, cancel)) return Part{0, *end};
  return std::nullopt;
}

MediaSource::MediaSource(Source& whole, CancelToken& cancel) : whole_(whole), cancel_(cancel) {
  if (const auto part = find_media(whole, cancel)) use(*part);
}

void MediaSource::use(const Part& part) {
  std::array<uint8_t, kSizeAndName + 4> head = {};
  whole_.record_head(0, std::span(head).first(read_at(whole_, 0, head)));
  video_ = part.offset;
  part_ = std::make_unique<PartSource>(whole_, part);
}

void MediaSource::open(const Open& open) {
  try {
    open(source());
  } catch (const Failure& failure) {
    const Code code = failure.status.code;
    const bool damaged = code == Code::INPUT_NOT_MEDIA || code == Code::NO_VIDEO || code == Code::DECODE_FAILED;
    if (video_ == 0 || !damaged) throw;
    const std::exception_ptr first = std::current_exception();
    const int64_t before = std::exchange(video_, 0);
    const std::unique_ptr<Source> video = std::move(part_);
    use({0, find_jpeg_end(whole_, cancel_).value_or(before)});
    try {
      open(source());
    } catch (const Failure&) {
      std::rethrow_exception(first);
    }
    lost_video_ = true;
  }
}

}  // namespace cliploop
