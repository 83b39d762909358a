// What must not be opened, and what is no media, without any file at hand.
#include <doctest/doctest.h>

#include <string>

#include "input/demuxer.h"

using namespace cliploop;

namespace {

Status open_text(const std::string& text) {
  CancelToken cancel;
  AvLog log;
  const auto source = open_bytes({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
  try {
    Demuxer demuxer(*source, log, cancel);
    demuxer.choose_video();
  } catch (const Failure& failure) {
    return failure.status;
  }
  return {};
}

}  // namespace

TEST_CASE("playlists and file lists open nothing") {
  const std::string hls =
      "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n/etc/passwd\n#EXT-X-ENDLIST\n";
  const std::string list = "ffconcat version 1.0\nfile /etc/passwd\n";
  for (const auto& text : {hls, list}) {
    CHECK(open_text(text).code == Code::INPUT_FORBIDDEN);
  }
}

TEST_CASE("text, nothing and noise are no media") {
  CHECK(open_text("").code == Code::INPUT_NOT_MEDIA);
  CHECK(open_text("x").code == Code::INPUT_NOT_MEDIA);
  CHECK(open_text("This is not a video.\n").code != Code::OK);
}

TEST_CASE("a missing file and a folder have their codes") {
  CancelToken cancel;
  CHECK_THROWS_WITH(open_path("/nonexistent/clip.mp4", cancel), "/nonexistent/clip.mp4: No such file or directory");
  CHECK_THROWS_WITH(open_path("/", cancel), "/: Is a directory");
}
