#include "input/motion_photo.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <vector>

#include "input/boxes.h"
#include "input/jpeg_end.h"

namespace cliploop {
namespace {

constexpr size_t kBoxHeader = 8;  // size and name
constexpr int64_t kSearched = int64_t{64} << 20;

bool is_jpeg(std::span<const uint8_t> head) {
  return head.size() >= 3 && head[0] == 0xff && head[1] == 0xd8 && head[2] == 0xff;
}

bool is_heif(std::span<const uint8_t> head) {
  constexpr std::array<std::string_view, 7> kBrands{"heic", "heix", "heim", "heis", "mif1", "avif", "hevc"};
  return head.size() >= kBoxHeader + 4 && name_at(head, 4) == "ftyp" &&
         std::find(kBrands.begin(), kBrands.end(), name_at(head, kBoxHeader)) != kBrands.end();
}

// Whether an MP4 or QuickTime file begins here: a plausible box "ftyp", followed by another known box.
bool begins_mp4(std::span<const uint8_t> bytes) {
  constexpr size_t kLongestType = 512;
  if (bytes.size() < 2 * kBoxHeader || name_at(bytes, 4) != "ftyp") return false;
  const size_t size = number_at(bytes, 0);
  if (size < 2 * kBoxHeader || size > kLongestType || size % 4 != 0 || size + kBoxHeader > bytes.size()) return false;
  constexpr std::array<std::string_view, 9> kNext{"moov", "mdat", "free", "skip", "wide",
                                                  "uuid", "moof", "meta", "pdin"};
  return std::find(kNext.begin(), kNext.end(), name_at(bytes, size + 4)) != kNext.end();
}

// Searches the bytes for the beginning of an MP4. The stated places (XMP of Google, trailer of Samsung) differ from
// phone to phone, and are wrong after some programs have changed the picture.
std::optional<int64_t> find_mp4(Source& source, CancelToken& cancel) {
  constexpr size_t kPiece = 256 << 10;
  constexpr size_t kOverlap = 1024;  // more than begins_mp4() reads
  std::vector<uint8_t> bytes(kOverlap + kPiece);
  size_t kept = 0;  // bytes of the piece before
  for (int64_t offset = 0; offset < kSearched; offset += kPiece) {
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
  std::array<uint8_t, kBoxHeader + 4> head = {};
  const size_t length = read_at(source, 0, head);
  const std::span<const uint8_t> start(head.data(), length);
  if (is_heif(start)) return find_box(source, "mpvd", cancel);
  if (!is_jpeg(start)) return std::nullopt;
  if (const auto offset = find_mp4(source, cancel)) return Part{*offset, INT64_MAX / 2};
  // Bytes behind the picture would make it look like another format.
  if (const auto end = find_jpeg_end(source, cancel)) return Part{0, *end};
  return std::nullopt;
}

MediaSource::MediaSource(Source& whole, CancelToken& cancel) : whole_(whole) {
  const auto part = find_media(whole, cancel);
  if (!part) return;
  std::array<uint8_t, kBoxHeader + 4> head = {};
  whole.record_head(0, std::span(head).first(read_at(whole, 0, head)));
  part_ = std::make_unique<PartSource>(whole, *part);
}

}  // namespace cliploop
