#include <array>

#include "base/json.h"
#include "job/animate.h"
#include "job/plan_job.h"
#include "job/probe.h"
#include "job/stills.h"

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

const char* format_name(StillFormat format) {
  if (format == StillFormat::WEBP) return "webp";
  return format == StillFormat::PNG ? "png" : "jpeg";
}

void output_size(JsonWriter& json, const JobResult& result) {
  json.key("width").value(result.width).key("height").value(result.height);
  const Rect& crop = result.crop;
  if (crop.empty()) return;
  json.key("crop").begin_object().key("x").value(crop.x).key("y").value(crop.y);
  json.key("width").value(crop.width).key("height").value(crop.height).end_object();
}

const char* duration_origin(bool from_packets) { return from_packets ? "packets" : "header"; }

void source_and_timings(JsonWriter& json, const JobResult& result) {
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
  json.end_object();
}

}  // namespace

std::string to_json(const AnimateResult& result) {
  JsonWriter json;
  json.begin_object().key("format").value(format_name(result.format));
  output_size(json, result);
  json.key("frames").value(result.frames);
  json.key("duration").value(result.duration.seconds());
  json.key("start").value(result.start.seconds()).key("end").value(result.end.seconds());
  json.key("size").value(result.size).key("md5").value(result.md5).key("bitrate").value(result.bitrate);
  json.key("loop").value(result.loop);
  if (const auto& fitted = result.fitted) {
    json.key("fitted").begin_object().key("quality").value(fitted->quality);
    json.key("width").value(fitted->width).key("height").value(fitted->height);
    json.key("fps").value(fitted->rate.seconds()).key("encodes").value(fitted->encodes).end_object();
  }
  if (const auto& seam = result.seam) {
    json.key("seam").begin_object().key("moved").value(seam->moved).key("crossfade").value(seam->fade.seconds());
    json.key("jumpBefore").value(seam->before).key("jump").value(seam->after).end_object();
  }
  warnings_list(json, result.warnings);
  source_and_timings(json, result);
  return json.end_object().text();
}

std::string to_json(const StillsResult& result) {
  JsonWriter json;
  const auto file = [&](const PictureFile& picture) {
    json.key("offset").value(picture.offset).key("size").value(picture.size).key("md5").value(picture.md5);
  };
  json.begin_object().key("format").value(format_name(result.format));
  output_size(json, result);
  json.key("start").value(result.start.seconds()).key("end");
  if (result.end) {
    json.value(result.end->seconds());
  } else {
    json.null();
  }
  json.key("size").value(result.size).key("stills").begin_array();
  for (size_t i = 0; i < result.stills.size(); ++i) {
    const Still& still = result.stills[i];
    json.begin_object().key("time").value(still.time.seconds());
    json.key("start").value(still.start.seconds()).key("end").value(still.end.seconds());
    if (const auto& layout = result.layout) {
      const auto tile = static_cast<int64_t>(i);
      json.key("sheet").value(layout->sheet_of(tile)).key("x").value(layout->x_of(tile)).key("y");
      json.value(layout->y_of(tile));
    } else {
      file(result.files[i]);
    }
    json.end_object();
  }
  json.end_array();
  if (result.layout) {
    json.key("sheets").begin_array();
    for (const auto& sheet : result.files) {
      json.begin_object().key("width").value(sheet.width).key("height").value(sheet.height);
      file(sheet);
      json.end_object();
    }
    json.end_array();
  }
  warnings_list(json, result.warnings);
  source_and_timings(json, result);
  return json.end_object().text();
}

std::string to_json(const PlanResult& result) {
  JsonWriter json;
  json.begin_object().key("format").value(format_name(result.format));
  output_size(json, result);
  amount(json, "frames", result.frames.value_or(0));
  json.key("exact").value(result.exact);
  amount(json, "duration", result.duration);
  json.key("start").value(result.start.seconds());
  amount(json, "end", result.end);
  amount(json, "frameRate", std::optional(result.frame_rate));
  json.key("delays");
  if (result.delays) {
    json.begin_object().key("shortest").value(result.delays->shortest.seconds()).key("longest");
    json.value(result.delays->longest.seconds()).end_object();
  } else {
    json.null();
  }
  json.key("loop").value(result.loop).key("estimate");
  if (const auto& found = result.estimate) {
    json.begin_object().key("bytes").value(found->bytes).key("low").value(found->low).key("high").value(found->high);
    json.key("frames").value(found->frames).key("seconds").value(found->seconds);
    json.key("encodedFrames").value(found->tried_frames).end_object();
  } else {
    json.null();
  }
  warnings_list(json, result.warnings);
  source_and_timings(json, result);
  return json.end_object().text();
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
