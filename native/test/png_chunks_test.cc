#include "input/png_chunks.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/av_ptr.h"

namespace cliploop {
namespace {

constexpr const char* kSignature = "\x89PNG\r\n\x1a\n";

std::string chunk(const std::string& name, size_t length) {
  std::string out;
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>(length >> shift);
  return out + name + std::string(length, 'x') + "sum!";
}

std::string cleaned(const std::string& png) {
  std::vector<uint8_t> bytes(png.begin(), png.end());
  bytes.resize(remove_growing_chunks(bytes, true));
  return {bytes.begin(), bytes.end()};
}

TEST_CASE("removes compressed text from PNG, with and without a signature") {
  for (const std::string& before : {std::string(kSignature), std::string()}) {
    const std::string rest = chunk("IDAT", 300) + chunk("tEXt", 5) + chunk("IEND", 0);
    const std::string png =
        before + chunk("zTXt", 9) + chunk("IHDR", 13) + chunk("iTXt", 0) + chunk("zTXt", 70'000) + rest;
    CHECK(cleaned(png) == before + chunk("IHDR", 13) + rest);
  }
}

TEST_CASE("keeps the first color profile of PNG up to 128 KiB") {
  constexpr size_t kMost = 128 << 10;
  const std::string rest = chunk("IDAT", 3);
  CHECK(cleaned(chunk("iCCP", kMost) + chunk("iCCP", 5) + rest) == chunk("iCCP", kMost) + rest);
  CHECK(cleaned(chunk("iCCP", kMost + 1) + rest) == rest);
  CHECK(cleaned(rest + chunk("iCCP", 5)) == rest);
}

std::string sent(AVCodecID codec, const std::string& data, bool first) {
  const PacketPtr packet = new_packet();
  REQUIRE(av_new_packet(packet.get(), static_cast<int>(data.size())) == 0);
  std::copy(data.begin(), data.end(), packet->data);
  remove_growing_chunks(codec, *packet, first);
  return {packet->data, packet->data + packet->size};
}

TEST_CASE("removes compressed text from packets of PNG and APNG, and later color profiles from those of APNG") {
  const std::string data = chunk("IDAT", 3);
  const std::string profile = chunk("iCCP", 9);
  const std::string text = chunk("zTXt", 9);
  const std::string all = profile + text + profile + data + text;
  CHECK(sent(AV_CODEC_ID_PNG, all, false) == profile + data);
  CHECK(sent(AV_CODEC_ID_APNG, all, true) == profile + data);
  CHECK(sent(AV_CODEC_ID_APNG, all, false) == data);
  CHECK(sent(AV_CODEC_ID_GIF, all, true) == all);
}

TEST_CASE("keeps PNG that ends in a chunk, and bytes that are no PNG") {
  const std::string whole = kSignature + chunk("IHDR", 13) + chunk("IDAT", 100);
  for (size_t length = 0; length <= whole.size(); ++length) {
    CHECK(cleaned(whole.substr(0, length)) == whole.substr(0, length));
  }
  CHECK(cleaned(std::string(40, '\xff')) == std::string(40, '\xff'));
}

}  // namespace
}  // namespace cliploop
