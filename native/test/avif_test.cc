#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

#include "avif/av1.h"
#include "avif/container.h"
#include "avif/obu.h"
#include "avif/planes.h"
#include "job/format_encoder.h"

using namespace cliploop;

namespace {

std::shared_ptr<Image> plain(int width, int height, std::array<uint8_t, 4> color) {
  auto image = std::make_shared<Image>(width, height);
  for (size_t i = 0; i < image->pixels(); ++i) std::memcpy(&image->rgba[i * 4], color.data(), 4);
  image->opaque = color[3] == 255;
  return image;
}

// The bytes of an animation, each frame for a tenth of a second.
std::vector<uint8_t> encoded(const std::vector<ImagePtr>& images, int loop = 0) {
  CancelToken cancel;
  std::vector<uint8_t> out;
  const auto sink = sink_to_bytes(out, INT64_MAX / 2, cancel);
  const auto encoder = make_avif_encoder({images.front()->width, images.front()->height, 75, loop, 2, 1}, cancel);
  std::vector<FormatEncoder::UnitPtr> ready;
  for (const ImagePtr& image : images) encoder->push(encoder->prepare(image), ready);
  encoder->flush(ready);
  encoder->begin(*sink);
  for (const auto& unit : ready) encoder->write(*sink, *unit, encoder->compress(*unit, cancel), 12'000);
  encoder->finish(*sink);
  sink->commit();
  return out;
}

int64_t number_at(const std::vector<uint8_t>& bytes, size_t at, int count) {
  int64_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | bytes.at(at + static_cast<size_t>(i));
  return value;
}

// Where the content of the first box of this type begins.
size_t content_of(const std::vector<uint8_t>& bytes, const std::string& type) {
  const auto found = std::search(bytes.begin(), bytes.end(), type.begin(), type.end());
  REQUIRE(found != bytes.end());
  return static_cast<size_t>(found - bytes.begin()) + type.size();
}

int64_t count_of(const std::vector<uint8_t>& bytes, const std::string& text) {
  int64_t count = 0;
  for (auto at = bytes.begin();; ++count, ++at) {
    at = std::search(at, bytes.end(), text.begin(), text.end());
    if (at == bytes.end()) return count;
  }
}

bool has_encoder() {
  return avcodec_find_encoder_by_name("libaom-av1") != nullptr || avcodec_find_encoder_by_name("libsvtav1") != nullptr;
}

}  // namespace

TEST_CASE("converts colors to limited-range Y'CbCr of BT.601") {
  struct Case {
    std::array<uint8_t, 4> rgba;
    int y, cb, cr;
  };
  for (const Case& one : {Case{{255, 255, 255, 255}, 235, 128, 128}, Case{{0, 0, 0, 255}, 16, 128, 128},
                          Case{{255, 0, 0, 255}, 81, 90, 240}, Case{{0, 0, 255, 255}, 41, 240, 110},
                          Case{{0, 255, 0, 255}, 145, 54, 34}}) {
    const FramePtr frame = avif::color_planes(*plain(3, 3, one.rgba));
    for (int y = 0; y < 3; ++y) {
      for (int x = 0; x < 3; ++x) CHECK(frame->data[0][y * frame->linesize[0] + x] == one.y);
    }
    for (int y = 0; y < 2; ++y) {
      for (int x = 0; x < 2; ++x) {
        CHECK(frame->data[1][y * frame->linesize[1] + x] == one.cb);
        CHECK(frame->data[2][y * frame->linesize[2] + x] == one.cr);
      }
    }
  }
}

TEST_CASE("leaves the color of invisible pixels out of the chroma of visible ones") {
  auto image = plain(2, 2, {0, 255, 0, 0});
  for (size_t pixel : {size_t{0}, size_t{3}}) std::memcpy(&image->rgba[pixel * 4], "\xFF\0\0\xFF", 4);
  const FramePtr frame = avif::color_planes(*image);
  CHECK(frame->data[1][0] == 90);
  CHECK(frame->data[2][0] == 240);
  const FramePtr alpha = avif::alpha_planes(*image, false);
  CHECK(alpha->data[0][0] == 255);
  CHECK(alpha->data[0][1] == 0);
  CHECK(alpha->data[1][0] == 128);
  CHECK(avif::alpha_planes(*image, true)->format == AV_PIX_FMT_GRAY8);
}

TEST_CASE("removes temporal delimiters and finds the sequence header") {
  // Profile 0, no timing, one operating point of level 5 (3.1).
  const std::vector<uint8_t> header{0x0A, 0x05, 0x00, 0x00, 0x00, 0x28, 0x00};
  const std::vector<uint8_t> frame{0x32, 0x02, 0xAB, 0xCD};
  std::vector<uint8_t> packet{0x12, 0x00};
  packet.insert(packet.end(), header.begin(), header.end());
  packet.insert(packet.end(), frame.begin(), frame.end());
  avif::Sequence sequence;
  std::vector<uint8_t> expected = header;
  expected.insert(expected.end(), frame.begin(), frame.end());
  CHECK(avif::to_sample(packet, sequence) == expected);
  CHECK(sequence.unit == header);
  CHECK(sequence.profile == 0);
  CHECK(sequence.level == 5);
  CHECK(sequence.tier == 0);
  for (const std::vector<uint8_t>& wrong :
       {std::vector<uint8_t>{0x32, 0x05, 0x00}, std::vector<uint8_t>{0x32}, std::vector<uint8_t>{0x32, 0x80}}) {
    CHECK_THROWS_AS(avif::to_sample(wrong, sequence), Failure);
  }
}

TEST_CASE("describes an AVIF before its samples, so that players can begin early") {
  if (!has_encoder()) return;
  const std::vector<uint8_t> file = encoded(
      {plain(70, 66, {200, 30, 30, 255}), plain(70, 66, {30, 200, 30, 255}), plain(70, 66, {30, 30, 200, 255})});
  CHECK(number_at(file, 8, 4) == 0x61766973);  // avis
  const size_t media = content_of(file, "mdat");
  CHECK(content_of(file, "moov") < media);
  CHECK(content_of(file, "meta") < media);
  const size_t offsets = content_of(file, "stco") + 4;
  REQUIRE(number_at(file, offsets, 4) == 3);
  CHECK(number_at(file, offsets + 4, 4) == static_cast<int64_t>(media));
  // The first frame is the primary image.
  CHECK(number_at(file, content_of(file, "iloc") + 14, 4) == static_cast<int64_t>(media));
  const size_t sizes = content_of(file, "stsz") + 8;
  int64_t total = 0;
  for (size_t i = 1; i <= 3; ++i) total += number_at(file, sizes + 4 * i, 4);
  CHECK(static_cast<int64_t>(media) + total == static_cast<int64_t>(file.size()));
  const size_t times = content_of(file, "stts") + 4;
  CHECK(number_at(file, times, 4) == 1);
  CHECK(number_at(file, times + 4, 4) == 3);
  CHECK(number_at(file, times + 8, 4) == 12'000);
  CHECK(count_of(file, "auxl") == 0);
}

TEST_CASE("states how often an AVIF is played") {
  if (!has_encoder()) return;
  const std::vector<ImagePtr> images{plain(16, 16, {1, 2, 3, 255}), plain(16, 16, {200, 2, 3, 255})};
  const auto states = [](const std::vector<uint8_t>& file) {
    const size_t list = content_of(file, "elst");
    const size_t header = content_of(file, "tkhd");
    return std::pair{number_at(file, list + 1, 3), number_at(file, header + 28, 8)};
  };
  CHECK(states(encoded(images, 0)) == std::pair<int64_t, int64_t>{1, -1});
  CHECK(states(encoded(images, 1)) == std::pair<int64_t, int64_t>{0, 24'000});
  CHECK(states(encoded(images, 3)) == std::pair<int64_t, int64_t>{1, 72'000});
}

TEST_CASE("adds a track of alpha for all frames when a later frame needs one") {
  if (!has_encoder()) return;
  std::vector<ImagePtr> images(5, plain(80, 80, {10, 20, 30, 255}));
  images[3] = plain(80, 80, {10, 20, 30, 100});
  const std::vector<uint8_t> file = encoded(images);
  CHECK(count_of(file, "auxl") == 2);  // of the item and of the track
  CHECK(count_of(file, "auxv") == 1);
  CHECK(count_of(file, "stsz") == 2);
  const auto second =
      std::search(file.begin() + static_cast<ptrdiff_t>(content_of(file, "stsz")), file.end(), "stsz", "stsz" + 4);
  REQUIRE(second != file.end());
  CHECK(number_at(file, static_cast<size_t>(second - file.begin()) + 12, 4) == 5);
}

TEST_CASE("needs the same bytes for a description wherever the samples are") {
  avif::Movie movie;
  movie.width = movie.height = 16;
  movie.durations = {100, 200, 200};
  for (int64_t i = 0; i < 3; ++i) movie.color.samples.push_back({i * 10, 10, i == 0});
  const auto early = avif::description(movie, 1000);
  const auto late = avif::description(movie, 2'000'000'000);
  CHECK(early.size() == late.size());
  CHECK(number_at(late, content_of(late, "stco") + 12, 4) == 2'000'000'010);
  const size_t times = content_of(late, "stts") + 4;
  CHECK(number_at(late, times, 4) == 2);
  CHECK(number_at(late, content_of(late, "stss") + 4, 4) == 1);
}
