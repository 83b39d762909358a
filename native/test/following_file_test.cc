#include "input/following_file.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
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

std::string number(int64_t value) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
  return out;
}

std::string box(const std::string& type, const std::string& content) {
  return number(static_cast<int64_t>(content.size()) + 8) + type + content;
}

std::string header_of(int64_t track) { return box("tfhd", number(0) + number(track)); }

// A fragment of MP4 without its samples.
std::string fragment(int64_t track, int64_t stamp) {
  return box("moof", box("traf", header_of(track) + box("tfdt", number(0) + number(stamp) + number(0))));
}

// Counts what is read.
class CountedSource final : public Source {
 public:
  explicit CountedSource(std::string bytes) : source_(std::move(bytes)) {}
  int read(uint8_t* buffer, int size) override {
    ++reads;
    return source_.read(buffer, size);
  }
  void seek(int64_t offset) override { source_.seek(offset); }
  int64_t size() override { return source_.size(); }
  bool random_access() const override { return true; }
  int64_t reads = 0;

 private:
  BytesSource source_;
};

bool begins_anew(const std::string& bytes) {
  BytesSource source(bytes);
  return fragments_begin_anew(source);
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

TEST_CASE("fragments_begin_anew() compares the time stamps of each track") {
  CHECK_FALSE(begins_anew(fragment(1, 5000) + fragment(2, 100) + fragment(1, 6000) + fragment(2, 200)));
  CHECK(begins_anew(fragment(1, 5000) + fragment(2, 100) + fragment(1, 6000) + fragment(2, 50)));
  CHECK(begins_anew(fragment(1, 5000) + box("moov", "")));
}

TEST_CASE("fragments_begin_anew() reads no time stamp behind the end of a fragment") {
  const std::string without = box("moof", box("traf", header_of(1)));
  const std::string samples = box("mdat", box("tfdt", number(0) + number(0) + number(0)));
  CHECK_FALSE(begins_anew(fragment(1, 5000) + without + samples + fragment(1, 6000)));
}

TEST_CASE("fragments_begin_anew() keeps the time stamps of 64 tracks") {
  std::string bytes;
  for (int64_t track = 1; track <= 1000; ++track) bytes += fragment(track, 5000);
  CHECK(begins_anew(bytes + fragment(64, 0)));
  CHECK_FALSE(begins_anew(bytes + fragment(65, 0)));
}

TEST_CASE("fragments_begin_anew() looks at a limited number of boxes") {
  std::string bytes;
  const std::string empty = number(8) + "moof";
  for (int64_t i = 0; i < 1 << 21; ++i) bytes += empty;
  CountedSource source(bytes + fragment(1, 5000) + fragment(1, 0));
  CHECK_FALSE(fragments_begin_anew(source));
  CHECK(source.reads == 1 << 20);
}
