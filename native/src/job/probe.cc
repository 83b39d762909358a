#include "job/probe.h"

#include <algorithm>

#include "base/av_compat.h"

namespace cliploop {
namespace {

AudioFacts describe_audio(const AVStream& stream) {
  const AVCodecParameters& codec = *stream.codecpar;
  AudioFacts facts;
  facts.index = stream.index;
  facts.codec = avcodec_get_name(codec.codec_id);
  facts.sample_rate = codec.sample_rate;
  facts.channels = audio_channels(codec);
  facts.bitrate = codec.bit_rate;
  if (stream.duration > 0)
    facts.duration = Rational{stream.duration} * Rational{stream.time_base.num, stream.time_base.den};
  return facts;
}

// Describes what the header states.
ProbeResult describe(const AVFormatContext& format, const AVStream* selected, const AVFrame* first) {
  ProbeResult result;
  result.containers = container_names(format);
  result.bitrate = format.bit_rate;
  if (format.duration > 0) result.duration = Rational{format.duration, AV_TIME_BASE};
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    const AVStream* stream = format.streams[i];
    if (stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO) result.audio.push_back(describe_audio(*stream));
    if (stream->codecpar->codec_type != AVMEDIA_TYPE_VIDEO) continue;
    const bool cover = (stream->disposition & AV_DISPOSITION_ATTACHED_PIC) != 0;
    if (!cover) result.video.push_back(describe_video(format, *stream, stream == selected ? first : nullptr));
  }
  return result;
}

}  // namespace

ProbeResult probe(Source& source, const Limits& limits, int threads, AvLog& log, CancelToken& cancel) {
  const AvLog::Scope scope(log);
  ProbeResult result;
  try {
    Reader reader(source, {threads, limits.max_pixels, limits.max_memory}, log, cancel);
    result = describe(reader.demuxer().format(), &reader.stream(), &reader.first_frame());
    result.selected = reader.stream().index;
    result.start = Rational{reader.timeline().origin().value_or(0)} *
                   Rational{reader.stream().time_base.num, reader.stream().time_base.den};
    const Reader::Length length = reader.find_length();
    result.duration = length.end;
    result.duration_from_packets = length.from_packets;
    result.size = source.size();
  } catch (const Failure& failure) {
    constexpr Code kDescribable[] = {Code::NO_VIDEO, Code::DECODER_MISSING, Code::DECODE_FAILED, Code::INPUT_ENCRYPTED,
                                   Code::LIMIT_PIXELS};
    if (std::find(std::begin(kDescribable), std::end(kDescribable), failure.status.code) == std::end(kDescribable)) {
      throw;
    }
    const Demuxer demuxer(source, limits.max_pixels, log, cancel);
    result = describe(demuxer.format(), nullptr, nullptr);
    result.size = source.size();
    result.warnings.push_back({std::string(code_name(failure.status.code)), failure.status.detail});
  }
  if (result.bitrate <= 0 && result.size > 0 && result.duration && *result.duration > Rational{}) {
    result.bitrate = (Rational{result.size * 8} / *result.duration).rounded();
  }
  return result;
}

}  // namespace cliploop
