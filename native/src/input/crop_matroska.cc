#include "input/crop_matroska.h"

#include <algorithm>
#include <limits>
#include <map>

namespace cliploop {
namespace {

constexpr int kMostElements = 10'000;  // in one element

// IDs of elements.
constexpr int64_t kHeader = 0x1A45DFA3;
constexpr int64_t kSegment = 0x18538067;
constexpr int64_t kSeekHead = 0x114D9B74;
constexpr int64_t kSeek = 0x4DBB;
constexpr int64_t kSeekId = 0x53AB;
constexpr int64_t kSeekPosition = 0x53AC;
constexpr int64_t kCluster = 0x1F43B675;
constexpr int64_t kTracks = 0x1654AE6B;
constexpr int64_t kTrack = 0xAE;
constexpr int64_t kTrackType = 0x83;
constexpr int64_t kVideo = 0xE0;
constexpr int64_t kWidth = 0xB0;
constexpr int64_t kHeight = 0xBA;
constexpr int64_t kCropBottom = 0x54AA;
constexpr int64_t kCropTop = 0x54BB;
constexpr int64_t kCropLeft = 0x54CC;
constexpr int64_t kCropRight = 0x54DD;
constexpr int64_t kDisplayWidth = 0x54B0;
constexpr int64_t kDisplayHeight = 0x54BA;
constexpr int64_t kDisplayUnit = 0x54B2;

struct Element {
  int64_t id = 0;
  int64_t start = 0;  // of its content
  int64_t end = 0;
};

// The number of bytes of a variable-length number, from its first byte; 0 when invalid.
int length_of(int64_t first) {
  for (int length = 1; length <= 8; ++length) {
    if ((first & (0x100 >> length)) != 0) return length;
  }
  return 0;
}

std::optional<Element> read_element(HeaderBytes& bytes, int64_t at, int64_t end) {
  const int64_t id_byte = bytes.number(at, 1);
  const int id_length = id_byte > 0 ? length_of(id_byte) : 0;
  if (id_length == 0 || id_length > 4) return std::nullopt;
  Element element;
  element.id = bytes.number(at, id_length);
  const int64_t size_byte = bytes.number(at + id_length, 1);
  const int size_length = size_byte > 0 ? length_of(size_byte) : 0;
  if (size_length == 0) return std::nullopt;
  const int64_t mask = (int64_t{1} << (7 * size_length)) - 1;
  const int64_t size = bytes.number(at + id_length, size_length) & mask;
  element.start = at + id_length + size_length;
  const bool unknown = size == mask;  // the element ends with its parent
  if (!unknown && size > end - element.start) return std::nullopt;
  element.end = unknown ? end : element.start + size;
  return element;
}

// Calls found(element) for the elements between start and end, until it returns false.
template <typename Found>
void each_element(HeaderBytes& bytes, int64_t start, int64_t end, Found found) {
  for (int count = 0; count < kMostElements && start < end; ++count) {
    const std::optional<Element> element = read_element(bytes, start, end);
    if (!element || !found(*element)) return;
    start = element->end;
  }
}

int64_t number_in(HeaderBytes& bytes, const Element& element) {
  return element.end == element.start ? 0 : bytes.number(element.start, static_cast<int>(element.end - element.start));
}

std::optional<PictureArea> read_video(HeaderBytes& bytes, const Element& video) {
  std::map<int64_t, int64_t> values;
  each_element(bytes, video.start, video.end, [&](const Element& element) {
    if (element.end - element.start <= 8) values[element.id] = number_in(bytes, element);
    return true;
  });
  const auto side = [&](int64_t id) {
    constexpr int64_t kMost = 1 << 20;
    return static_cast<int>(std::clamp<int64_t>(values[id], 0, kMost));
  };
  std::optional<PictureArea> area = area_without(side(kWidth), side(kHeight), values[kCropLeft], values[kCropTop],
                                                 values[kCropRight], values[kCropBottom]);
  if (!area) return std::nullopt;
  // The display size is that of the cropped picture: in pixels, centimeters, inches or as a ratio.
  constexpr int64_t kUnknownUnit = 4;
  const Rational shown{area->shown.width, area->shown.height};
  const int width = side(kDisplayWidth);
  const int height = side(kDisplayHeight);
  const bool stated = width > 0 && height > 0 && values[kDisplayUnit] < kUnknownUnit;
  area->sar = stated ? Rational{width, height} / shown : Rational{1};
  return area;
}

void read_tracks(HeaderBytes& bytes, const Element& tracks, std::vector<std::optional<PictureArea>>& areas) {
  each_element(bytes, tracks.start, tracks.end, [&](const Element& track) {
    if (track.id != kTrack) return true;
    int64_t type = 0;
    std::optional<PictureArea> area;
    each_element(bytes, track.start, track.end, [&](const Element& element) {
      if (element.id == kTrackType) type = number_in(bytes, element);
      if (element.id == kVideo) area = read_video(bytes, element);
      return true;
    });
    if (type == 1) areas.push_back(area);
    return true;
  });
}

// The position of the tracks that a seek head states, relative to the segment; -1 when it has none.
int64_t find_tracks(HeaderBytes& bytes, const Element& seek_head) {
  int64_t found = -1;
  each_element(bytes, seek_head.start, seek_head.end, [&](const Element& seek) {
    if (seek.id != kSeek) return true;
    int64_t id = 0;
    int64_t position = -1;
    each_element(bytes, seek.start, seek.end, [&](const Element& element) {
      if (element.id == kSeekId) id = number_in(bytes, element);
      if (element.id == kSeekPosition) position = number_in(bytes, element);
      return true;
    });
    if (id == kTracks) found = position;
    return found < 0;
  });
  return found;
}

}  // namespace

std::vector<std::optional<PictureArea>> read_matroska_crops(HeaderBytes& bytes) {
  constexpr int64_t kEnd = std::numeric_limits<int64_t>::max() / 2;
  std::vector<std::optional<PictureArea>> areas;
  each_element(bytes, 0, kEnd, [&](const Element& outer) {
    if (outer.id != kSegment) return outer.id == kHeader;
    int64_t elsewhere = -1;
    bool found = false;
    each_element(bytes, outer.start, outer.end, [&](const Element& element) {
      if (element.id == kSeekHead) elsewhere = find_tracks(bytes, element);
      if (element.id == kTracks) {
        read_tracks(bytes, element, areas);
        found = true;
      }
      return !found && element.id != kCluster;
    });
    if (!found && elsewhere >= 0 && elsewhere < outer.end - outer.start) {
      const std::optional<Element> tracks = read_element(bytes, outer.start + elsewhere, outer.end);
      if (tracks && tracks->id == kTracks) read_tracks(bytes, *tracks, areas);
    }
    return false;
  });
  return areas;
}

}  // namespace cliploop
