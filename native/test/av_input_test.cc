// Inputs that must not be opened and inputs that are not media, without files.
#include <doctest/doctest.h>

#include <string>

#include "bytes_source.h"
#include "input/demuxer.h"
#include "input/stream_choice.h"

using namespace cliploop;

namespace {

Status open_text(const std::string& text) {
  CancelToken cancel;
  AvLog log;
  BytesSource source(text);
  try {
    Demuxer demuxer(source, {}, log, cancel);
    choose_stream(demuxer, {});
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

TEST_CASE("Demuxer refuses a stream that the input does not have") {
  CancelToken cancel;
  AvLog log;
  BytesSource source("YUV4MPEG2 W2 H2 F25:1 C420jpeg\nFRAME\n" + std::string(6, 'x'));
  const Demuxer demuxer(source, {}, log, cancel);
  CHECK(demuxer.stream(0).codecpar->width == 2);
  CHECK_THROWS_AS(demuxer.stream(1), Failure);
  CHECK_THROWS_AS(demuxer.stream(-1), Failure);
}

TEST_CASE("open_path refuses a missing file and a folder") {
  CancelToken cancel;
  CHECK_THROWS_WITH(open_path("/nonexistent/clip.mp4", cancel), "/nonexistent/clip.mp4: No such file or directory");
  CHECK_THROWS_WITH(open_path("/", cancel), "/: Is a directory");
}
