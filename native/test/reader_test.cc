#include "input/reader.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "bytes_source.h"
#include "gif_encode.h"
#include "job/frame_finder.h"

using namespace cliploop;

namespace {

std::string gif_file() {
  std::vector<Image> images;
  for (uint32_t i = 0; i < 3; ++i)
    images.push_back(oracle::image_of(16, 16, [&](int, int) { return 0x202020FF * (i + 1); }));
  const std::vector<uint8_t> bytes = oracle::file_of(images);
  return {bytes.begin(), bytes.end()};
}

}  // namespace

TEST_CASE("a reader whose job is cancelled while it opens the input again can be destroyed") {
  CancelToken cancel;
  AvLog log;
  BytesSource source(gif_file());
  Reader reader(source, {1, int64_t{1} << 20, int64_t{1} << 30}, log, cancel);
  Timings timings;
  CHECK_THROWS_AS(
      [&] {
        FrameFinder finder(reader, timings, cancel);
        cancel.cancel({Code::ABORTED, Stage::NONE, 0, {}});
        reader.rewind();
      }(),
      Failure);
  CHECK(reader.errors() == 0);
  CHECK(reader.segment_errors() == 0);
}
