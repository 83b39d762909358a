#include "input/alpha_track.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace cliploop;

namespace {

// A box "hvcC" with one array of this type, which has one NAL unit.
std::vector<uint8_t> hvcc(uint8_t type, std::vector<uint8_t> nal) {
  std::vector<uint8_t> bytes(28 + nal.size(), 0);
  bytes[0] = 1;
  bytes[22] = 1;
  bytes[23] = type;
  bytes[25] = 1;
  bytes[27] = static_cast<uint8_t>(nal.size());
  std::copy(nal.begin(), nal.end(), bytes.begin() + 28);
  return bytes;
}

constexpr uint8_t kSei = 39;

}  // namespace

TEST_CASE("hvcc_has_alpha finds the message about the alpha channel") {
  CHECK(hvcc_has_alpha(hvcc(kSei, {kSei << 1, 1, 165, 4, 0, 0, 0, 0, 0x80})));
  // After another message.
  CHECK(hvcc_has_alpha(hvcc(kSei, {kSei << 1, 1, 137, 2, 9, 9, 165, 4, 0, 0, 0, 0, 0x80})));
}

TEST_CASE("hvcc_has_alpha ignores other messages, other NAL units and cut boxes") {
  CHECK_FALSE(hvcc_has_alpha(hvcc(kSei, {kSei << 1, 1, 137, 2, 165, 4, 0x80})));
  CHECK_FALSE(hvcc_has_alpha(hvcc(33, {33 << 1, 1, 165, 4, 0, 0, 0, 0})));
  const std::vector<uint8_t> whole = hvcc(kSei, {kSei << 1, 1, 165, 4, 0, 0, 0, 0, 0x80});
  for (size_t length = 0; length + 9 < whole.size(); ++length) {
    CHECK_FALSE(hvcc_has_alpha(std::span(whole).first(length)));
  }
}
