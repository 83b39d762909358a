#include "input/stream_choice.h"

#include <algorithm>
#include <cctype>
#include <tuple>

#include "input/formats.h"

namespace cliploop {
namespace {

constexpr int kNotVideo = AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS;
// A stream with this many times fewer packets than another one is a slideshow.
constexpr int64_t kSparse = 8;
// A slideshow of at most this many packets is a few pictures beside the video.
constexpr int64_t kFewPictures = 4;

bool is_picture_codec(AVCodecID codec) {
  switch (codec) {
    case AV_CODEC_ID_MJPEG:
    case AV_CODEC_ID_JPEG2000:
    case AV_CODEC_ID_PNG:
    case AV_CODEC_ID_BMP:
    case AV_CODEC_ID_TIFF:
    case AV_CODEC_ID_WEBP:
    case AV_CODEC_ID_GIF:
      return true;
    default:
      return false;
  }
}

struct Candidate {
  int index = 0;
  int64_t packets = 0;
  bool decodable = false;
  bool moves = true;
  bool is_default = false;
  bool sparse = false;
  int64_t area = 0;
};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

std::string language_of(const AVStream& stream) {
  const AVDictionaryEntry* entry = av_dict_get(stream.metadata, "language", nullptr, 0);
  return entry == nullptr ? "" : lower(entry->value);
}

bool speaks(const AVStream& stream, const std::string& language) {
  const std::string tag = language_of(stream);
  return tag == language || tag.substr(0, tag.find('-')) == language;
}

std::vector<int> video_streams(const AVFormatContext& format) {
  std::vector<int> found;
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    const AVStream& stream = *format.streams[i];
    if (stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO && (stream.disposition & kNotVideo) == 0) {
      found.push_back(static_cast<int>(i));
    }
  }
  return found;
}

std::string list_text(const AVFormatContext& format, const std::vector<int>& streams) {
  std::string text = streams.size() == 1 ? "Its only video stream is " : "Its video streams are ";
  for (size_t i = 0; i < streams.size(); ++i) {
    if (i > 0) text += i + 1 == streams.size() ? " and " : ", ";
    text += stream_text(*format.streams[streams[i]]);
  }
  return text;
}

std::string kind_text(const AVStream& stream) {
  if ((stream.disposition & kNotVideo) != 0) return "a picture, such as cover art or a thumbnail";
  const char* type = av_get_media_type_string(stream.codecpar->codec_type);
  return type == nullptr ? "not video" : std::string(type) + ", not video";
}

[[noreturn]] void refuse(const AVFormatContext& format, const std::vector<int>& streams, const std::string& what) {
  throw Failure(Code::INVALID_OPTION, Stage::DEMUX, what + ". " + list_text(format, streams));
}

// The streams that the request allows.
std::vector<int> requested(const AVFormatContext& format, const std::vector<int>& streams,
                           const StreamRequest& request) {
  if (request.index >= 0) {
    if (std::find(streams.begin(), streams.end(), request.index) != streams.end()) return {request.index};
    const std::string number = std::to_string(request.index);
    if (static_cast<unsigned>(request.index) < format.nb_streams) {
      refuse(format, streams, "`stream` " + number + " is " + kind_text(*format.streams[request.index]));
    }
    refuse(format, streams, "The input has no stream " + number + ", which `stream` requests");
  }
  for (const std::string& language : request.languages) {
    std::vector<int> matching;
    std::copy_if(streams.begin(), streams.end(), std::back_inserter(matching),
                 [&](int index) { return speaks(*format.streams[index], language); });
    if (!matching.empty()) return matching;
  }
  if (request.languages.empty()) return streams;
  refuse(format, streams,
         "No video stream has the language " + request.languages.front() + ", which `stream` requests");
}

// The number of packets of each stream: of the whole file when its index states it.
std::vector<int64_t> packets_of(Demuxer& demuxer, const std::vector<int>& streams) {
  const AVFormatContext& format = demuxer.format();
  const bool indexed =
      std::string(format.iformat->name).rfind("mov", 0) == 0 &&
      std::all_of(streams.begin(), streams.end(), [&](int index) { return format.streams[index]->nb_frames > 0; });
  if (!indexed) return demuxer.count_packets();
  std::vector<int64_t> counts(format.nb_streams);
  for (const int index : streams) counts[static_cast<size_t>(index)] = format.streams[index]->nb_frames;
  return counts;
}

std::vector<Candidate> describe(Demuxer& demuxer, const std::vector<int>& streams) {
  const std::vector<int64_t> packets = packets_of(demuxer, streams);
  int64_t most = 0;
  demuxer.stream(streams.back());  // counting has opened the input again, and the streams are in order
  for (const int index : streams) most = std::max(most, packets[static_cast<size_t>(index)]);
  std::vector<Candidate> candidates;
  for (const int index : streams) {
    const AVStream& stream = demuxer.stream(index);
    const AVCodecParameters& codec = *stream.codecpar;
    Candidate candidate;
    candidate.index = index;
    candidate.packets = packets[static_cast<size_t>(index)];
    candidate.decodable = find_decoder(codec.codec_id) != nullptr && codec.width > 0;
    candidate.is_default = (stream.disposition & AV_DISPOSITION_DEFAULT) != 0;
    candidate.sparse = candidate.packets * kSparse <= most;
    const bool few = candidate.packets <= kFewPictures || is_picture_codec(codec.codec_id);
    const bool still = (candidate.packets <= 1 && most > 1) || (candidate.sparse && few);
    candidate.moves = !still && (stream.disposition & AV_DISPOSITION_STILL_IMAGE) == 0;
    candidate.area = int64_t{codec.width} * codec.height;
    candidates.push_back(candidate);
  }
  return candidates;
}

auto rank(const Candidate& stream) {
  return std::tuple{stream.decodable, stream.moves, stream.is_default, !stream.sparse, stream.area};
}

StreamReason why(const Candidate& best, const Candidate& next) {
  if (best.decodable != next.decodable) return StreamReason::DECODER;
  if (best.moves != next.moves) return StreamReason::MOVING;
  if (best.is_default != next.is_default) return StreamReason::DEFAULT;
  if (best.sparse != next.sparse) return StreamReason::RATE;
  return best.area != next.area ? StreamReason::SIZE : StreamReason::FIRST;
}

}  // namespace

std::string stream_text(const AVStream& stream) {
  const AVCodecParameters& codec = *stream.codecpar;
  std::string text = std::to_string(stream.index) + " (" + avcodec_get_name(codec.codec_id);
  if (codec.width > 0) text += ", " + std::to_string(codec.width) + "x" + std::to_string(codec.height);
  const std::string language = language_of(stream);
  if (!language.empty() && language != "und") text += ", " + language;
  return text + ")";
}

StreamChoice choose_stream(Demuxer& demuxer, const StreamRequest& request) {
  const AVFormatContext& format = demuxer.format();  // until describe()
  const std::vector<int> all = video_streams(format);
  if (all.empty()) {
    if (demuxer.guessed()) throw Failure(Code::INPUT_NOT_MEDIA, Stage::DEMUX, demuxer.unknown_format_text());
    throw Failure(Code::NO_VIDEO, Stage::DEMUX,
                  format.nb_streams > 0 ? "it has only audio, subtitles or cover art" : "it has no streams");
  }
  const std::vector<int> allowed = requested(format, all, request);
  StreamChoice choice;
  choice.index = allowed.front();
  if (all.size() == 1) return choice;
  choice.reason = request.index >= 0 ? StreamReason::INDEX : StreamReason::LANGUAGE;
  if (allowed.size() == 1) return choice;

  std::vector<Candidate> candidates = describe(demuxer, allowed);
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return rank(a) > rank(b); });
  choice.index = candidates[0].index;
  if (!request.languages.empty()) return choice;
  choice.reason = why(candidates[0], candidates[1]);
  for (const Candidate& other : candidates) {
    if (other.index != choice.index && other.decodable && other.moves) choice.others.push_back(other.index);
  }
  std::sort(choice.others.begin(), choice.others.end());
  return choice;
}

}  // namespace cliploop
