#include "input/webp_frames.h"

#include <doctest/doctest.h>

#include <string>

namespace cliploop {
namespace {

std::string chunk(const std::string& name, const std::string& data) {
  std::string out = name;
  for (const int shift : {0, 8, 16, 24}) out += static_cast<char>(data.size() >> shift);
  return out + data + std::string(data.size() % 2, '\0');
}

std::string frame(int duration, int flags, const std::string& image) {
  std::string head(12, '\0');
  for (const int shift : {0, 8, 16}) head += static_cast<char>(duration >> shift);
  return chunk("ANMF", head + static_cast<char>(flags) + image);
}

std::vector<WebpFrame> list(const std::string& chunks) {
  const std::string file = "RIFF    WEBP" + chunks;
  return list_webp_frames({reinterpret_cast<const uint8_t*>(file.data()), file.size()});
}

TEST_CASE("lists the frames of an animated WebP") {
  const std::string opaque = chunk("VP8L", std::string("\x2f\0\0\0\0x", 6));
  const std::string alpha = chunk("VP8L", std::string("\x2f\0\0\0\x10x", 6));
  const std::string lossy = chunk("ALPH", "a") + chunk("VP8 ", "abc");
  const auto frames = list(chunk("VP8X", std::string(10, '\0')) + frame(70'000, 0, opaque) + chunk("EXIF", "abc") +
                           frame(10, 1, alpha) + frame(0, 2, lossy) + frame(5, 3, chunk("VP8 ", "abc")));
  REQUIRE(frames.size() == 4);
  CHECK(frames[0].duration == 70'000);
  CHECK_FALSE(frames[0].alpha);
  CHECK((frames[1].alpha && frames[1].disposes && !frames[1].replaces));
  CHECK((frames[2].alpha && frames[2].replaces && !frames[2].disposes));
  CHECK((!frames[3].alpha && frames[3].replaces && frames[3].disposes));
}

TEST_CASE("ends the list of frames at the end of the file") {
  const std::string whole = frame(100, 0, chunk("VP8 ", "abcd"));
  CHECK(list("").empty());
  for (size_t length = 0; length < whole.size(); ++length) CHECK(list(whole.substr(0, length)).size() <= 1);
}

}  // namespace
}  // namespace cliploop
