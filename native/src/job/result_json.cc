#include <array>

#include "base/json.h"
#include "job/animate.h"
#include "job/probe.h"

namespace cliploop {
namespace {

std::string ratio_text(Rational ratio, char separator) {
  return std::to_string(ratio.num) + separator + std::to_string(ratio.den);
}

const char* hdr_name(const ColorInfo& color) {
  if (!color.hdr()) return "none";
  return color.transfer == AVCOL_TRC_SMPTE2084 ? "pq" : "hlg";
}

const char* range_name(const ColorInfo& color) { return color.range == AVCOL_RANGE_JPEG ? "full" : "limited"; }

// Writes unknown amounts as null.
void amount(JsonWriter& json, const char* key, int64_t number) {
  json.key(key);
  if (number > 0) {
    json.value(number);
  } else {
    json.null();
  }
}
void amount(JsonWriter& json, const char* key, const std::optional<Rational>& number) {
  json.key(key);
  if (number && *number > Rational{}) {
    json.value(number->seconds());
  } else {
    json.null();
  }
}

void video_facts(JsonWriter& json, const VideoFacts& video) {
  json.key("width").value(video.width).key("height").value(video.height);
  json.key("codedWidth").value(video.coded_width).key("codedHeight").value(video.coded_height);
  json.key("sampleAspectRatio").value(ratio_text(video.sar, ':'));
  json.key("rotation").value(video.orientation.degrees()).key("mirrored").value(video.orientation.mirrored);
  json.key("codec").value(video.codec);
  json.key("pixelFormat").value(video.pixel_format).key("bitDepth").value(video.bit_depth);
  json.key("frameRate").value(video.frame_rate.seconds());
  json.key("frameRateFraction").value(ratio_text(video.frame_rate, '/'));
  json.key("interlaced").value(video.interlaced).key("alpha").value(video.alpha);
  if (video.plays) json.key("plays").value(*video.plays);
  const ColorInfo& color = video.color.stated();
  json.key("hdr").value(hdr_name(color));
  json.key("color").begin_object();
  json.key("matrix").value(color.matrix_name()).key("range").value(range_name(color));
  json.key("primaries").value(color.primaries_name()).key("transfer").value(color.transfer_name());
  json.key("assumed").values(color.assumed).end_object();
}

void warnings_list(JsonWriter& json, const std::vector<Warning>& warnings) {
  json.key("warnings").begin_array();
  for (const auto& warning : warnings) {
    json.begin_object().key("code").value(warning.code).key("message").value(warning.message);
    if (!warning.data.empty()) {
      json.key("data").begin_object();
      for (const auto& [name, number] : warning.data) json.key(name).value(number);
      json.end_object();
    }
    json.end_object();
  }
  json.end_array();
}

const char* reason_name(StreamReason reason) {
  switch (reason) {
    case StreamReason::INDEX:
      return "index";
    case StreamReason::LANGUAGE:
      return "language";
    case StreamReason::DECODER:
      return "decoder";
    case StreamReason::MOVING:
      return "moving";
    case StreamReason::DEFAULT:
      return "default";
    case StreamReason::RATE:
      return "rate";
    case StreamReason::SIZE:
      return "size";
    default:
      return "first";
  }
}

const char* duration_origin(bool from_packets) { return from_packets ? "packets" : "header"; }

}  // namespace

std::string to_json(const AnimateResult& result) {
  JsonWriter json;
  json.begin_object().key("format").value(result.format == Format::GIF ? "gif" : "webp");
  json.key("width").value(result.width).key("height").value(result.height).key("frames").value(result.frames);
  json.key("duration").value(result.duration.seconds());
  json.key("start").value(result.start.seconds()).key("end").value(result.end.seconds());
  json.key("size").value(result.size).key("md5").value(result.md5).key("bitrate").value(result.bitrate);
  json.key("loop").value(result.loop);
  warnings_list(json, result.warnings);
  json.key("source").begin_object().key("container").values(result.containers);
  video_facts(json, result.source);
  amount(json, "duration", result.source_duration);
  json.key("durationFrom").value(duration_origin(result.duration_from_packets));
  json.key("stream").value(result.source.index);
  if (result.stream_reason != StreamReason::ONLY) json.key("streamReason").value(reason_name(result.stream_reason));
  if (result.decoded_from_start) json.key("fallback").value("decoded-from-start");
  json.end_object();
  json.key("timings").begin_object();
  for (const auto& [stage, milliseconds] : result.timings) json.key(stage).value(milliseconds);
  return json.end_object().end_object().text();
}

std::string to_json(const ProbeResult& result) {
  JsonWriter json;
  json.begin_object().key("containers").values(result.containers);
  amount(json, "size", result.size);
  amount(json, "bitrate", result.bitrate);
  amount(json, "duration", result.duration);
  json.key("durationFrom").value(duration_origin(result.duration_from_packets));
  json.key("start").value(result.start.seconds());
  json.key("video").begin_array();
  for (const auto& video : result.video) {
    json.begin_object().key("index").value(video.index).key("codecLong").value(video.codec_long).key("language");
    if (video.language.empty()) {
      json.null();
    } else {
      json.value(video.language);
    }
    json.key("tag").value(video.tag);
    video_facts(json, video);
    amount(json, "bitrate", video.bitrate);
    amount(json, "duration", video.duration);
    json.key("default").value(video.is_default).key("selected").value(video.index == result.selected).end_object();
  }
  json.end_array().key("audio").begin_array();
  for (const auto& audio : result.audio) {
    json.begin_object().key("index").value(audio.index).key("codec").value(audio.codec);
    amount(json, "sampleRate", audio.sample_rate);
    amount(json, "channels", audio.channels);
    amount(json, "bitrate", audio.bitrate);
    amount(json, "duration", audio.duration);
    json.end_object();
  }
  json.end_array();
  warnings_list(json, result.warnings);
  return json.end_object().text();
}

}  // namespace cliploop
