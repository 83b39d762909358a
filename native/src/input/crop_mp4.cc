#include "input/crop_mp4.h"

#include <algorithm>
#include <limits>

namespace cliploop {
namespace {

constexpr int kMostBoxes = 10'000;  // in one container box

constexpr int64_t name_of(const char (&text)[5]) {
  return int64_t{text[0]} << 24 | int64_t{text[1]} << 16 | int64_t{text[2]} << 8 | int64_t{text[3]};
}

struct BoxContent {
  int64_t start = 0;  // of its content
  int64_t end = 0;
};

// Calls found(name, box) for the boxes between start and end, until it returns false.
template <typename Found>
void each_box(HeaderBytes& bytes, int64_t start, int64_t end, Found found) {
  for (int count = 0; count < kMostBoxes && start <= end - 8; ++count) {
    int64_t size = bytes.number(start, 4);
    const int64_t name = bytes.number(start + 4, 4);
    int64_t head = 8;
    if (size < 0 || name < 0) return;
    if (size == 1) {
      size = bytes.number(start + 8, 8);
      head = 16;
    }
    if (size == 0) size = end - start;
    if (size < head || size > end - start) return;
    if (!found(name, BoxContent{start + head, start + size})) return;
    start += size;
  }
}

struct Entry {  // of the sample description
  int width = 0;
  int height = 0;
  std::optional<BoxContent> aperture;
  bool has_pixel_shape = false;
};

Entry read_entry(HeaderBytes& bytes, BoxContent description) {
  constexpr int kFixed = 78;  // the content of a video entry before its boxes
  Entry entry;
  // Version, flags and the number of entries come first.
  each_box(bytes, description.start + 8, description.end, [&](int64_t, BoxContent box) {
    if (box.end - box.start < kFixed) return false;
    entry.width = static_cast<int>(bytes.number(box.start + 24, 2));
    entry.height = static_cast<int>(bytes.number(box.start + 26, 2));
    each_box(bytes, box.start + kFixed, box.end, [&](int64_t name, BoxContent inner) {
      if (name == name_of("clap") && inner.end - inner.start >= 32) entry.aperture = inner;
      if (name == name_of("pasp")) entry.has_pixel_shape = true;
      return true;
    });
    return false;
  });
  return entry;
}

// nullopt when the denominator is 0. signed_value: the numerator may be negative.
std::optional<Rational> fraction(HeaderBytes& bytes, int64_t offset, bool signed_value) {
  const int64_t numerator = bytes.number(offset, 4);
  const int64_t denominator = bytes.number(offset + 4, 4);
  if (numerator < 0 || denominator <= 0) return std::nullopt;
  return Rational{signed_value ? static_cast<int32_t>(static_cast<uint32_t>(numerator)) : numerator, denominator};
}

// The aperture lies around the center of the picture, moved by its offsets.
std::optional<PictureArea> area_of(HeaderBytes& bytes, const Entry& entry) {
  const int64_t at = entry.aperture->start;
  const auto width = fraction(bytes, at, false);
  const auto height = fraction(bytes, at + 8, false);
  const auto across = fraction(bytes, at + 16, true);
  const auto down = fraction(bytes, at + 24, true);
  if (!width || !height || !across || !down) return std::nullopt;
  const int64_t shown_width = width->rounded();
  const int64_t shown_height = height->rounded();
  if (shown_width < 1 || shown_height < 1) return std::nullopt;
  // A half is rounded down, so that the aperture of a fraction stays inside.
  const auto start_of = [](int whole, Rational shown, Rational offset) {
    return ((Rational{whole} - shown) / Rational{2} + offset + Rational{1, 2} - Rational{1, 1000}).floored();
  };
  const int64_t left = start_of(entry.width, *width, *across);
  const int64_t top = start_of(entry.height, *height, *down);
  return area_without(entry.width, entry.height, left, top, entry.width - left - shown_width,
                      entry.height - top - shown_height);
}

struct Track {
  int64_t id = -1;
  int width = 0;  // as displayed, from the track header
  int height = 0;
  Entry entry;
};

Track read_track(HeaderBytes& bytes, BoxContent box) {
  Track track;
  const auto descend = [&](auto& self, BoxContent parent) -> void {
    each_box(bytes, parent.start, parent.end, [&](int64_t name, BoxContent inner) {
      if (name == name_of("tkhd")) {
        const bool wide = bytes.number(inner.start, 1) == 1;
        track.id = bytes.number(inner.start + (wide ? 20 : 12), 4);
        track.width = static_cast<int>(bytes.number(inner.end - 8, 2));
        track.height = static_cast<int>(bytes.number(inner.end - 4, 2));
      }
      if (name == name_of("stsd")) track.entry = read_entry(bytes, inner);
      if (name == name_of("mdia") || name == name_of("minf") || name == name_of("stbl")) self(self, inner);
      return true;
    });
  };
  descend(descend, box);
  return track;
}

// Without a box for the pixel shape, the size in the track header gives it. Some muxers write the size of the aperture
// there, others that of the coded picture.
Rational pixel_shape(const Track& track, const PictureArea& area) {
  if (track.entry.has_pixel_shape) return {};
  const bool coded = track.width == area.coded_width && track.height == area.coded_height;
  if (track.width < 1 || track.height < 1 || coded) return {1};
  return Rational{track.width, track.height} * Rational{area.shown.height, area.shown.width};
}

}  // namespace

std::map<int64_t, PictureArea> read_clean_apertures(HeaderBytes& bytes) {
  std::map<int64_t, PictureArea> areas;
  each_box(bytes, 0, std::numeric_limits<int64_t>::max(), [&](int64_t name, BoxContent movie) {
    if (name != name_of("moov")) return true;
    each_box(bytes, movie.start, movie.end, [&](int64_t inner, BoxContent box) {
      if (inner != name_of("trak")) return true;
      const Track track = read_track(bytes, box);
      if (!track.entry.aperture) return true;
      if (std::optional<PictureArea> area = area_of(bytes, track.entry)) {
        area->sar = pixel_shape(track, *area);
        areas[track.id] = *area;
      }
      return true;
    });
    return false;
  });
  return areas;
}

}  // namespace cliploop
