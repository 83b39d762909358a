// Inputs that must not be opened and inputs that are not media, without files.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "input/demuxer.h"

using namespace cliploop;

namespace {

// A source of bytes in memory.
class BytesSource final : public Source {
 public:
  explicit BytesSource(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  int read(uint8_t* buffer, int size) override {
    const auto total = static_cast<int64_t>(bytes_.size());
    if (position_ >= total) return 0;
    const int64_t count = std::min<int64_t>(size, total - position_);
    std::memcpy(buffer, bytes_.data() + position_, static_cast<size_t>(count));
    position_ += count;
    return static_cast<int>(count);
  }
  void seek(int64_t offset) override { position_ = offset; }
  int64_t size() override { return static_cast<int64_t>(bytes_.size()); }
  bool random_access() const override { return true; }

 private:
  std::span<const uint8_t> bytes_;
  int64_t position_ = 0;
};

Status open_text(const std::string& text) {
  CancelToken cancel;
  AvLog log;
  BytesSource source({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
  try {
    constexpr int64_t kMaxPixels = 1'000'000;
    Demuxer demuxer(source, kMaxPixels, log, cancel);
    demuxer.choose_video();
  } catch (const Failure& failure) {
    return failure.status;
  }
  return {};
}

}  // namespace

TEST_CASE("Demuxer refuses playlists and file lists") {
  const std::string hls =
      "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n/etc/passwd\n#EXT-X-ENDLIST\n";
  const std::string list = "ffconcat version 1.0\nfile /etc/passwd\n";
  for (const auto& text : {hls, list}) {
    CHECK(open_text(text).code == Code::INPUT_FORBIDDEN);
  }
}

TEST_CASE("Demuxer refuses text and an empty input") {
  CHECK(open_text("").code == Code::INPUT_NOT_MEDIA);
  CHECK(open_text("x").code == Code::INPUT_NOT_MEDIA);
  CHECK(open_text("This is not a video.\n").code != Code::OK);
}

TEST_CASE("open_path refuses a missing file and a folder") {
  CancelToken cancel;
  CHECK_THROWS_WITH(open_path("/nonexistent/clip.mp4", cancel), "/nonexistent/clip.mp4: No such file or directory");
  CHECK_THROWS_WITH(open_path("/", cancel), "/: Is a directory");
}
