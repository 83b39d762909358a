#include "job/memory.h"

#include <doctest/doctest.h>

namespace cliploop {
namespace {

MemoryNeeds needs_of(Format format, int width, int height) {
  MemoryNeeds needs;
  needs.format = format;
  needs.canvas_pixels = needs.source_pixels = int64_t{width} * height;
  needs.frame_bytes = needs.source_pixels * 3 / 2;
  return needs;
}

}  // namespace

TEST_CASE("fit_pipeline stays within the budget with any number of threads") {
  for (const Format format : {Format::GIF, Format::WEBP, Format::AVIF}) {
    for (const int threads : {2, 4, 16, 64}) {
      for (const int64_t budget : {int64_t{512} << 20, int64_t{1} << 30, int64_t{4} << 30}) {
        const PipelineSize size = fit_pipeline(needs_of(format, 4096, 2304), threads, budget);
        CHECK(size.threads >= 1);
        CHECK(size.threads <= threads);
        if (size.threads > 1) CHECK(size.bytes <= budget);
        if (size.threads > 1) CHECK(size.frames > size.threads);
      }
    }
  }
}

TEST_CASE("fit_pipeline keeps all threads for ordinary sizes") {
  CHECK(fit_pipeline(needs_of(Format::GIF, 640, 360), 16, int64_t{1} << 30).threads == 16);
  CHECK(fit_pipeline(needs_of(Format::WEBP, 1280, 720), 16, int64_t{1} << 30).threads == 16);
}

}  // namespace cliploop
