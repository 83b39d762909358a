#include "webp/vp8.h"

#include <doctest/doctest.h>
#include <webp/decode.h>

#include <vector>

#include "webp/config.h"

namespace cliploop::webp {

// The suite has tests of libraries that take long. They run once, as CLIPLOOP_SIMD has no effect on them.
TEST_CASE("encode lowers settings when a large noisy picture exceeds a limit of the format" *
          doctest::test_suite("libraries")) {
  constexpr int kSide = 4096;
  std::vector<uint8_t> rgba(size_t{kSide} * kSide * 4, 255);
  uint32_t state = 1;
  for (size_t i = 0; i < rgba.size(); ++i) {
    state = state * 1664525 + 1013904223;
    if (i % 4 != 3) rgba[i] = static_cast<uint8_t>(state >> 24);
  }
  CancelToken cancel;
  const Pixels pixels{rgba.data(), kSide * 4, kSide, kSide, true};
  const std::vector<uint8_t> chunks = encode(pixels, frame_config(100, 0), cancel);
  REQUIRE(chunks.size() > 20);
  // The frame begins after the header of its chunk.
  WebPBitstreamFeatures features{};
  CHECK(WebPGetFeatures(chunks.data() + 8, chunks.size() - 8, &features) == VP8_STATUS_OK);
  CHECK(features.width == kSide);
  CHECK(features.height == kSide);
}

}  // namespace cliploop::webp
