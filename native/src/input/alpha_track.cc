#include "input/alpha_track.h"

#include <string_view>
#include <vector>

#include "input/boxes.h"

namespace cliploop {
namespace {

constexpr int64_t kLongestMoov = int64_t{64} << 20;

using Bytes = std::span<const uint8_t>;

struct TrackTypes {
  uint32_t id = 0;
  uint32_t color_id = 0;  // of the track that this one is the alpha of; 0 = none
};

bool contains(Bytes bytes, std::string_view text) {
  return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()).find(text) !=
         std::string_view::npos;
}

TrackTypes read_track(Bytes trak) {
  TrackTypes track;
  const Bytes header = find_child(trak, "tkhd");
  const size_t at = !header.empty() && header[0] == 1 ? 20 : 12;
  if (header.size() >= at + 4) track.id = number_at(header, at);
  // AVIF and HEVC name alpha differently.
  if (!contains(trak, "auxiliary:alpha") && !contains(trak, "urn:mpeg:hevc:2015:auxid:1")) return track;
  const Bytes reference = find_child(find_child(trak, "tref"), "auxl");
  if (reference.size() >= 4) track.color_id = number_at(reference, 0);
  return track;
}

int stream_of(const AVFormatContext& format, uint32_t id) {
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    if (format.streams[i]->id == static_cast<int>(id)) return static_cast<int>(i);
  }
  return -1;
}

// Whether a prefix SEI of HEVC has a message of the type "alpha channel information".
bool announces_alpha(Bytes nal) {
  constexpr size_t kNalHeader = 2;
  constexpr int kPrefixSei = 39;
  constexpr size_t kAlphaChannel = 165;
  if (nal.size() <= kNalHeader || (nal[0] >> 1 & 0x3f) != kPrefixSei) return false;
  size_t at = kNalHeader;
  const auto varying = [&] {
    size_t value = 0;
    while (at < nal.size() && nal[at] == 0xff) value += nal[at++];
    return at < nal.size() ? value + nal[at++] : value;
  };
  while (at + 2 <= nal.size()) {
    if (varying() == kAlphaChannel) return true;
    at += varying();
  }
  return false;
}

}  // namespace

std::optional<AlphaTrack> find_alpha_track(const AVFormatContext& format, Source& source, CancelToken& cancel) {
  int videos = 0;
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    if (format.streams[i]->codecpar->codec_type == AVMEDIA_TYPE_VIDEO) ++videos;
  }
  if (videos < 2 || std::string_view(format.iformat->name).find("mp4") == std::string_view::npos) return std::nullopt;
  const auto place = find_box(source, "moov", cancel);
  if (!place || place->size > kLongestMoov) return std::nullopt;
  std::vector<uint8_t> moov(static_cast<size_t>(place->size));
  moov.resize(read_at(source, place->offset, moov));
  std::optional<AlphaTrack> found;
  each_child(moov, [&](std::string_view name, Bytes body) {
    if (found || name != "trak") return;
    const TrackTypes track = read_track(body);
    const AlphaTrack pair{stream_of(format, track.color_id), stream_of(format, track.id)};
    if (track.color_id != 0 && pair.color >= 0 && pair.alpha >= 0 && pair.color != pair.alpha) found = pair;
  });
  return found;
}

bool has_layered_alpha(const AVCodecParameters& codec) {
  return codec.codec_id == AV_CODEC_ID_HEVC && codec.extradata_size > 0 &&
         hvcc_has_alpha({codec.extradata, static_cast<size_t>(codec.extradata_size)});
}

bool hvcc_has_alpha(Bytes hvcc) {
  constexpr size_t kArrays = 22;
  if (hvcc.size() <= kArrays || hvcc[0] != 1) return false;
  size_t at = kArrays + 1;
  const auto length_at = [&](size_t place) { return size_t{hvcc[place]} << 8 | hvcc[place + 1]; };
  for (int array = 0; array < hvcc[kArrays] && at + 3 <= hvcc.size(); ++array) {
    const size_t count = length_at(at + 1);
    at += 3;
    for (size_t i = 0; i < count && at + 2 <= hvcc.size(); ++i) {
      const size_t length = length_at(at);
      at += 2;
      if (at + length > hvcc.size()) return false;
      if (announces_alpha(hvcc.subspan(at, length))) return true;
      at += length;
    }
  }
  return false;
}

}  // namespace cliploop
