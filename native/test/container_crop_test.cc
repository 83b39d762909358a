#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "bytes_source.h"
#include "input/crop_matroska.h"
#include "input/crop_mp4.h"

using namespace cliploop;

namespace {

using FileText = std::string;

FileText number(uint64_t value, int size) {
  FileText text;
  for (int i = size - 1; i >= 0; --i) text += static_cast<char>(i < 8 ? value >> (8 * i) : 0);
  return text;
}

FileText box(const char* name, const FileText& content) { return number(content.size() + 8, 4) + name + content; }

FileText clap(std::initializer_list<int64_t> values) {
  FileText content;
  for (const int64_t value : values) content += number(static_cast<uint64_t>(value), 4);
  return box("clap", content);
}

FileText track(int id, const FileText& extra, int width = 320, int height = 240) {
  const FileText header = box("tkhd", number(0, 12) + number(static_cast<uint64_t>(id), 4) + number(0, 60) +
                                          number(static_cast<uint64_t>(width), 2) + number(0, 2) +
                                          number(static_cast<uint64_t>(height), 2) + number(0, 2));
  const FileText entry = box("avc1", number(0, 24) + number(320, 2) + number(240, 2) + number(0, 50) + extra);
  const FileText description = box("stsd", number(0, 4) + number(1, 4) + entry);
  return box("trak", header + box("mdia", box("minf", box("stbl", description))));
}

std::map<int64_t, PictureArea> apertures(const FileText& file) {
  BytesSource source(file);
  const ByteRecord record;
  HeaderBytes bytes(record, source);
  return read_clean_apertures(bytes);
}

FileText element(uint64_t id, const FileText& content) {
  int length = 1;
  while (length < 4 && (id >> (8 * length)) != 0) ++length;
  return number(id, length) + number(0x0100000000000000ULL | content.size(), 8) + content;
}

FileText video_track(const FileText& values) {
  return element(0xAE, element(0x83, number(1, 1)) +
                           element(0xE0, element(0xB0, number(320, 2)) + element(0xBA, number(240, 2)) + values));
}

std::vector<std::optional<PictureArea>> crops(const FileText& segment) {
  BytesSource source(element(0x1A45DFA3, "") + element(0x18538067, segment));
  const ByteRecord record;
  HeaderBytes bytes(record, source);
  return read_matroska_crops(bytes);
}

}  // namespace

TEST_CASE("read_clean_apertures finds the aperture of each track by its ID") {
  const FileText top = clap({320, 1, 180, 1, 0, 1, -30, 1});
  const FileText file = box("ftyp", "isom") + box("mdat", FileText(70'000, 'x')) +
                        box("moov", track(1, "") + track(7, top) + track(9, clap({100, 1, 100, 1, 10, 1, 0, 1})));
  const auto areas = apertures(file);
  REQUIRE(areas.size() == 2);
  CHECK(areas.at(7).shown == Rect{0, 0, 320, 180});
  CHECK(areas.at(9).shown == Rect{120, 70, 100, 100});
}

TEST_CASE("read_clean_apertures reads fractions and negative offsets") {
  const auto areas = apertures(box("moov", track(1, clap({3191, 10, 359, 2, 1, 2, -19, 2}))));
  CHECK(areas.at(1).shown == Rect{1, 21, 319, 180});
}

TEST_CASE("read_clean_apertures finds the pixel shape without a box for it") {
  const FileText middle = clap({320, 1, 180, 1, 0, 1, 0, 1});
  CHECK(apertures(box("moov", track(1, middle, 320, 240))).at(1).sar == Rational{1});
  CHECK(apertures(box("moov", track(1, middle, 320, 180))).at(1).sar == Rational{1});
  CHECK(apertures(box("moov", track(1, middle, 640, 180))).at(1).sar == Rational{2});
  CHECK(apertures(box("moov", track(1, middle, 0, 0))).at(1).sar == Rational{1});
  CHECK(apertures(box("moov", track(1, middle + box("pasp", number(1, 8))))).at(1).sar == Rational{});
}

TEST_CASE("read_clean_apertures ignores damaged files") {
  const FileText good = box("moov", track(1, clap({320, 1, 180, 1, 0, 1, 0, 1})));
  for (size_t length = 0; length < good.size(); ++length) CHECK(apertures(good.substr(0, length)).size() <= 1);
  CHECK(apertures(FileText(64, '\0')).empty());
  CHECK(apertures(number(1, 4) + "moov" + number(UINT64_MAX, 8) + good).empty());
  CHECK(apertures(box("moov", track(1, clap({320, 0, 180, 1, 0, 1, 0, 1})))).empty());
  CHECK(apertures(box("moov", track(1, clap({320, 1, 180, 1, 0, 1, 0x7fffffff, 1})))).empty());
}

TEST_CASE("read_matroska_crops lists the video tracks in order") {
  const FileText audio = element(0xAE, element(0x83, number(2, 1)));
  const FileText crop = element(0x54BB, number(30, 1)) + element(0x54AA, number(30, 1));
  const auto found = crops(element(0x1654AE6B, video_track("") + audio + video_track(crop)));
  REQUIRE(found.size() == 2);
  CHECK_FALSE(found[0].has_value());
  CHECK(found[1]->shown == Rect{0, 30, 320, 180});
  CHECK(found[1]->sar == Rational{1});
}

TEST_CASE("read_matroska_crops relates the display size to the crop") {
  const FileText crop =
      element(0x54BB, number(60, 1)) + element(0x54B0, number(640, 2)) + element(0x54BA, number(180, 1));
  CHECK(crops(element(0x1654AE6B, video_track(crop)))[0]->sar == Rational{2});
  const FileText unknown = crop + element(0x54B2, number(4, 1));
  CHECK(crops(element(0x1654AE6B, video_track(unknown)))[0]->sar == Rational{1});
}

TEST_CASE("read_matroska_crops finds tracks after the clusters by the seek head") {
  const FileText tracks = element(0x1654AE6B, video_track(element(0x54BB, number(60, 1))));
  const FileText cluster = element(0x1F43B675, FileText(100'000, 'x'));
  const auto head = [](uint64_t position) {
    return element(0x114D9B74,
                   element(0x4DBB, element(0x53AB, number(0x1654AE6B, 4)) + element(0x53AC, number(position, 8))));
  };
  const auto found = crops(head(head(0).size() + cluster.size()) + cluster + tracks);
  REQUIRE(found.size() == 1);
  CHECK(found[0]->shown == Rect{0, 60, 320, 180});
}

TEST_CASE("read_matroska_crops ignores damaged files") {
  const FileText good = element(0x1654AE6B, video_track(element(0x54BB, number(60, 1))));
  for (size_t length = 0; length < good.size(); ++length) CHECK(crops(good.substr(0, length)).size() <= 1);
  CHECK(crops(FileText(64, '\0')).empty());
  CHECK(crops(FileText(64, '\xff')).empty());
  const FileText far = element(0x4DBB, element(0x53AB, number(0x1654AE6B, 4)) + element(0x53AC, number(INT64_MAX, 8)));
  CHECK(crops(element(0x114D9B74, far)).empty());
}
