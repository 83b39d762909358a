#include "job/probe.h"

#include <algorithm>

#include "base/av_compat.h"
#include "base/pool.h"
#include "input/motion_photo.h"
#include "input/stated_duration.h"
#include "job/input_warnings.h"
#include "job/memory.h"
#include "job/warnings.h"

namespace cliploop {
namespace {

AudioFacts describe_audio(const AVFormatContext& format, const AVStream& stream) {
  const AVCodecParameters& codec = *stream.codecpar;
  AudioFacts facts;
  facts.index = stream.index;
  facts.codec = avcodec_get_name(codec.codec_id);
  facts.sample_rate = codec.sample_rate;
  facts.channels = audio_channels(codec);
  facts.bitrate = codec.bit_rate;
  facts.duration = stated_duration(format, stream).value_or(Rational{});
  return facts;
}

// Describes what the header states.
ProbeResult describe(const Demuxer& demuxer, const AVStream* selected, const AVFrame* first) {
  const AVFormatContext& format = demuxer.format();
  ProbeResult result;
  result.containers = container_names(format);
  result.bitrate = format.bit_rate;
  if (format.duration > 0) result.duration = Rational{format.duration, AV_TIME_BASE};
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    const AVStream* stream = format.streams[i];
    if (stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO) result.audio.push_back(describe_audio(format, *stream));
    if (stream->codecpar->codec_type != AVMEDIA_TYPE_VIDEO) continue;
    const bool cover = (stream->disposition & AV_DISPOSITION_ATTACHED_PIC) != 0;
    if (cover) continue;
    const AVFrame* frame = stream == selected ? first : nullptr;
    result.video.push_back(describe_video(format, *stream, frame, demuxer.shown_area(*stream)));
  }
  return result;
}

// Replaces durations and bit rates that cannot be true by those of the packets, or by 0 where the packets were not
// read.
void correct_claims(const Reader::Length& length, ProbeResult& result) {
  const bool sized = result.size > 0 && length.end > Rational{};
  if (sized) result.bitrate = (Rational{result.size * 8} / length.end).rounded();
  // A stream cannot have more bits than its file; a quarter allows for rates of another duration.
  const auto impossible = [&](int64_t bitrate) { return sized && bitrate > result.bitrate + result.bitrate / 4; };
  for (auto& video : result.video) {
    const bool selected = video.index == result.selected;
    if (selected) video.duration = length.end;
    if (!selected && !is_plausible_duration(video.duration, result.size)) video.duration = {};
    if (!impossible(video.bitrate)) continue;
    const bool counted = selected && length.bytes > 0;
    video.bitrate = counted ? (Rational{length.bytes * 8} / length.end).rounded() : 0;
  }
  const Rational slack{1};
  for (auto& audio : result.audio) {
    // When the header is wrong about the video, its other durations are of the same origin.
    const bool doubtful = length.from_packets && audio.duration + slack < length.end;
    if (doubtful || !is_plausible_duration(audio.duration, result.size)) audio.duration = {};
    if (impossible(audio.bitrate)) audio.bitrate = 0;
  }
}

}  // namespace

ProbeResult probe(Source& source, const ProbeOptions& options, AvLog& log, CancelToken& cancel) {
  const PoolUse pool_use;
  const AvLog::Scope scope(log);
  MediaSource media(source, cancel);
  ProbeResult result;
  try {
    std::optional<Reader> opened;
    media.open([&](Source& part) {
      opened.emplace(
          part,
          Reader::Options{
              options.threads, affordable_pixels(options.limits), options.limits.max_memory, {}, options.input_fps},
          log, cancel);
    });
    Reader& reader = *opened;
    result = describe(reader.demuxer(), &reader.stream(), &reader.first_frame());
    for (VideoFacts& video : result.video) video.plays = reader.demuxer().plays();
    result.selected = reader.stream().index;
    result.start = Rational{reader.timeline().origin().value_or(0)} *
                   Rational{reader.stream().time_base.num, reader.stream().time_base.den};
    const Reader::Length length = reader.finish();
    result.duration = length.end;
    result.duration_from_packets = length.from_packets;
    result.size = source.size();
    correct_claims(length, result);
    const VideoFacts facts = describe_video(reader.demuxer().format(), reader.stream(), &reader.first_frame(), nullptr);
    warn_about_alpha(reader, facts, result.warnings);
    warn_about_colors(facts, result.warnings);
    warn_about_start(reader, result.warnings);
    warn_about_rate(reader, length.end, result.warnings);
    warn_about_photo(media, result.warnings);
  } catch (const Failure& caught) {
    const Failure failure = name_limit(caught, options.limits);
    constexpr Code kDescribable[] = {Code::NO_VIDEO,        Code::DECODER_MISSING, Code::DECODE_FAILED,
                                     Code::INPUT_ENCRYPTED, Code::LIMIT_PIXELS,    Code::LIMIT_MEMORY};
    if (std::find(std::begin(kDescribable), std::end(kDescribable), failure.status.code) == std::end(kDescribable)) {
      throw name_limit(caught, options.limits);
    }
    const Demuxer demuxer(media.source(), {affordable_pixels(options.limits), options.input_fps}, log, cancel);
    result = describe(demuxer, nullptr, nullptr);
    result.size = source.size();
    result.warnings.push_back({std::string(code_name(failure.status.code)), failure.status.detail});
    if (result.duration && !is_plausible_duration(*result.duration, result.size)) {
      result.duration.reset();
      result.bitrate = 0;
    }
  }
  if (result.bitrate <= 0 && result.size > 0 && result.duration && *result.duration > Rational{}) {
    result.bitrate = (Rational{result.size * 8} / *result.duration).rounded();
  }
  return result;
}

}  // namespace cliploop
