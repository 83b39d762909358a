#include "input/mp4_tables.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <string>

#include "base/status.h"

namespace cliploop {
namespace {

using Bytes = std::vector<uint8_t>;

Bytes number(uint32_t value) {
  return {static_cast<uint8_t>(value >> 24), static_cast<uint8_t>(value >> 16), static_cast<uint8_t>(value >> 8),
          static_cast<uint8_t>(value)};
}

Bytes box(const std::string& name, std::initializer_list<Bytes> parts) {
  Bytes body;
  for (const Bytes& part : parts) body.insert(body.end(), part.begin(), part.end());
  Bytes out = number(static_cast<uint32_t>(body.size() + 8));
  std::copy(name.begin(), name.end(), std::back_inserter(out));
  out.insert(out.end(), body.begin(), body.end());
  return out;
}

Bytes file(const Bytes& sizes, const std::string& handler, const std::string& codec) {
  const Bytes kind(handler.begin(), handler.end());
  const Bytes name(codec.begin(), codec.end());
  const Bytes hdlr = box("hdlr", {number(0), number(0), kind, number(0)});
  const Bytes stsd = box("stsd", {number(0), number(1), number(16), name, number(0)});
  const Bytes track = box("trak", {box("mdia", {hdlr, box("minf", {box("stbl", {stsd, sizes})})})});
  Bytes out = box("ftyp", {number(0x69736f6d)});
  const Bytes movie = box("moov", {box("mvhd", {number(0)}), track});
  out.insert(out.end(), movie.begin(), movie.end());
  return out;
}

Bytes uniform(uint32_t size, uint32_t count) { return box("stsz", {number(0), number(size), number(count)}); }

// Whether the file is refused, when it is read in pieces of this size.
bool refused(const Bytes& bytes, size_t piece, int64_t file_size) {
  Mp4Tables tables;
  try {
    for (size_t at = 0; at < bytes.size(); at += piece) {
      const size_t count = std::min(piece, bytes.size() - at);
      tables.see(static_cast<int64_t>(at), {bytes.data() + at, count}, file_size);
    }
  } catch (const Failure& failure) {
    CHECK(failure.status.code == Code::INPUT_NOT_MEDIA);
    return true;
  }
  return false;
}

}  // namespace

TEST_CASE("Mp4Tables refuses a fragment that claims more samples than it lists") {
  const auto fragment = [](uint32_t flags, uint32_t count) {
    const Bytes run = box("trun", {number(flags), number(count), Bytes(64)});
    Bytes out = box("ftyp", {number(0x69736f6d)});
    const Bytes moof = box("moof", {box("traf", {run})});
    out.insert(out.end(), moof.begin(), moof.end());
    return out;
  };
  constexpr uint32_t kSizes = 0x200;
  constexpr uint32_t kSizesAndTimes = 0xa00;
  CHECK(refused(fragment(kSizes, 80'000'000), 7, -1));
  CHECK(refused(fragment(kSizes, 80'000'000), 7, 200));
  CHECK(refused(fragment(kSizesAndTimes, 80'000'000), 1, 200));
  CHECK(!refused(fragment(kSizes, 16), 7, 200));
  CHECK(!refused(fragment(kSizes, 1000), 7, 200));  // damaged, but libav needs little memory
}

TEST_CASE("Mp4Tables refuses more samples than the file has bytes") {
  for (const size_t piece : {size_t{1}, size_t{7}, size_t{4096}}) {
    CHECK(refused(file(uniform(1, 80'000'000), "vide", "avc1"), piece, 840));
    CHECK(refused(file(uniform(1, 80'000'000), "vide", "avc1"), piece, -1));
    CHECK(refused(file(uniform(1, 80'000'000), "soun", "mp4a"), piece, 840));
    CHECK(refused(box("moof", {box("traf", {box("trun", {number(0), number(80'000'000)})})}), piece, 840));
  }
}

TEST_CASE("Mp4Tables refuses a compressed header of more than 16 MiB") {
  const auto compressed = [](uint32_t size) {
    const Bytes method = box("dcom", {number(0x7a6c6962)});
    return box("moov", {box("cmov", {method, box("cmvd", {number(size), Bytes(40)})})});
  };
  for (const size_t piece : {size_t{1}, size_t{7}, size_t{4096}}) {
    CHECK(refused(compressed((16 << 20) + 1), piece, 200));
    CHECK(!refused(compressed(16 << 20), piece, 200));
  }
}

TEST_CASE("Mp4Tables accepts boxes whose long size is too small") {
  for (const char* name : {"free", "moov", "stsz", "hdlr"}) {
    for (uint32_t size = 0; size < 30; ++size) {
      Bytes bytes = box("ftyp", {number(0x69736f6d)});
      const Bytes head = number(1);
      bytes.insert(bytes.end(), head.begin(), head.end());
      bytes.insert(bytes.end(), name, name + 4);
      for (const uint32_t part : {uint32_t{0}, size}) {
        const Bytes half = number(part);
        bytes.insert(bytes.end(), half.begin(), half.end());
      }
      bytes.resize(bytes.size() + 64);
      for (const size_t piece : {size_t{1}, size_t{7}, size_t{4096}}) {
        CHECK_FALSE(refused(bytes, piece, static_cast<int64_t>(bytes.size())));
      }
    }
  }
}

TEST_CASE("Mp4Tables accepts tables of real files") {
  CHECK_FALSE(refused(file(uniform(4, 170'000'000), "soun", "sowt"), 4096, 700'000'000));
  CHECK_FALSE(refused(file(uniform(4, 170'000'000), "soun", "sowt"), 4096, 1000));  // a truncated file
  CHECK_FALSE(refused(file(uniform(0, 2'000'000), "vide", "avc1"), 4096, 1'000'000'000));
  CHECK_FALSE(refused(file(uniform(144'000, 90'000), "vide", "dvc "), 4096, 1000));
  CHECK_FALSE(refused(Bytes(4096, 0x47), 4096, 4096));
}

}  // namespace cliploop
