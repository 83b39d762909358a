#include "input/following_file.h"

#include <doctest/doctest.h>

#include <vector>

#include "bytes_source.h"

using namespace cliploop;
using namespace std::string_literals;

namespace {

std::vector<uint8_t> bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

std::string tag(int64_t stamp, size_t size) {
  const auto byte = [](int64_t value) { return static_cast<char>(value & 0xff); };
  const auto length = static_cast<int64_t>(size);
  std::string out{'\x09',
                  byte(length >> 16),
                  byte(length >> 8),
                  byte(length),
                  byte(stamp >> 16),
                  byte(stamp >> 8),
                  byte(stamp),
                  byte(stamp >> 24),
                  0,
                  0,
                  0};
  out.resize(11 + size, 'x');
  const int64_t all = 11 + length;
  return out + std::string{byte(all >> 24), byte(all >> 16), byte(all >> 8), byte(all)};
}

}  // namespace

TEST_CASE("segment_end() reads the size of the first segment of Matroska") {
  const std::string header = "\x1a\x45\xdf\xa3\x84\x42\x86\x81\x01"s;
  CHECK(segment_end(bytes_of(header + "\x18\x53\x80\x67\x82"s)) == 14 + 2);
  CHECK(segment_end(bytes_of(header + "\x18\x53\x80\x67\x01\0\0\0\0\x0f\x42\x40"s)) == 21 + 1'000'000);
}

TEST_CASE("segment_end() is -1 for unknown sizes and for other bytes") {
  const std::string header = "\x1a\x45\xdf\xa3\x84\x42\x86\x81\x01"s;
  CHECK(segment_end(bytes_of(header + "\x18\x53\x80\x67\xff"s)) == -1);
  CHECK(segment_end(bytes_of(header + "\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff"s)) == -1);
  CHECK(segment_end(bytes_of(header + "\x18\x53"s)) == -1);
  CHECK(segment_end(bytes_of("RIFF"s)) == -1);
  CHECK(segment_end({}) == -1);
}

TEST_CASE("last_flv_stamp() reads the time stamp of the last tag") {
  BytesSource source("FLV\x01\x01\0\0\0\x09\0\0\0\0"s + tag(0, 100) + tag(0x1234567, 300));
  CHECK(last_flv_stamp(source) == 0x1234567);
}

TEST_CASE("last_flv_stamp() is -1 when the last tag is incomplete") {
  const std::string whole = "FLV\x01\x01\0\0\0\x09\0\0\0\0"s + tag(0, 100) + tag(4000, 300);
  for (const size_t cut : {1, 4, 5, 100}) {
    BytesSource source(whole.substr(0, whole.size() - cut));
    CHECK(last_flv_stamp(source) == -1);
  }
  BytesSource empty("");
  CHECK(last_flv_stamp(empty) == -1);
}
