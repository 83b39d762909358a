#include "input/stream_facts.h"

#include <cstring>
#include <sstream>

extern "C" {
#include <libavutil/pixdesc.h>
}

#include "base/av_compat.h"
#include "frame/geometry.h"
#include "frame/tags.h"
#include "input/alpha_track.h"
#include "input/decoder.h"
#include "input/dolby.h"
#include "input/stated_duration.h"
#include "input/unused_alpha.h"

namespace cliploop {
namespace {

constexpr int kMaxRate = 480;  // frames per second; higher rates are errors (FLV states 1000)

bool plausible(AVRational rate) {
  return rate.num > 0 && rate.den > 0 && int64_t{rate.num} <= int64_t{kMaxRate} * rate.den;
}

std::string tag_text(uint32_t tag) {
  std::string text;
  for (int i = 0; i < 4; ++i) {
    const auto character = static_cast<char>((tag >> (8 * i)) & 0xff);
    if (character < 32 || character > 126) return "";
    text += character;
  }
  return text;
}

// A frame without samples that has the properties in the header.
FramePtr frame_from_header(const AVStream& stream) {
  const AVCodecParameters& codec = *stream.codecpar;
  FramePtr frame = new_frame();
  frame->width = codec.width;
  frame->height = codec.height;
  frame->format = codec.format;
  copy_tags(codec, *frame);
  forget_unknown_tags(*frame);
  frame->sample_aspect_ratio = codec.sample_aspect_ratio;
  if (const std::optional<DolbyConfig> dolby = dolby_config(stream)) complete_color_tags(*dolby, *frame);
  if (has_unused_alpha(codec, {})) ignore_alpha(*frame);
  return frame;
}

bool is_header_interlaced(const AVStream& stream) {
  const AVFieldOrder order = stream.codecpar->field_order;
  return order != AV_FIELD_UNKNOWN && order != AV_FIELD_PROGRESSIVE;
}

}  // namespace

bool has_plausible_rate(const AVStream& stream) { return plausible(stream.avg_frame_rate); }

Rational nominal_frame_rate(const AVStream& stream) {
  for (const AVRational rate : {stream.avg_frame_rate, stream.r_frame_rate}) {
    if (plausible(rate)) return {rate.num, rate.den};
  }
  return {};
}

Rational pixel_shape(const AVFormatContext& format, const AVStream& stream, const AVFrame& frame) {
  // libav takes non-const pointers here, but does not change the objects.
  return to_rational(av_guess_sample_aspect_ratio(const_cast<AVFormatContext*>(&format), const_cast<AVStream*>(&stream),
                                                  const_cast<AVFrame*>(&frame)));
}

VideoFacts describe_video(const AVFormatContext& format, const AVStream& stream, const AVFrame* decoded,
                          const PictureArea* area) {
  const AVCodecParameters& codec = *stream.codecpar;
  const FramePtr from_header = decoded == nullptr ? frame_from_header(stream) : nullptr;
  const AVFrame& frame = decoded == nullptr ? *from_header : *decoded;
  VideoFacts facts;
  facts.index = stream.index;
  // The demuxer gives canvases of an animated WebP as raw pictures.
  const bool is_webp = std::strcmp(format.iformat->name, "webp") == 0;
  const AVCodecID codec_id = is_webp ? AV_CODEC_ID_WEBP : codec.codec_id;
  facts.codec = avcodec_get_name(codec_id);
  const AVCodecDescriptor* descriptor = avcodec_descriptor_get(codec_id);
  if (descriptor != nullptr && descriptor->long_name != nullptr) facts.codec_long = descriptor->long_name;
  facts.tag = tag_text(codec.codec_tag);
  const AVDictionaryEntry* language = av_dict_get(stream.metadata, "language", nullptr, 0);
  if (language != nullptr && std::strcmp(language->value, "und") != 0) facts.language = language->value;
  Rect shown{0, 0, frame.width, frame.height};
  facts.coded_width = frame.width;
  facts.coded_height = frame.height;
  if (area != nullptr && decoded != nullptr) {
    facts.coded_width = area->coded_width;
    facts.coded_height = area->coded_height;
  } else if (area != nullptr && frame.width > 0 && frame.height > 0) {
    shown = shown_part(*area, frame.width, frame.height);
  }
  facts.orientation = orientation_from_matrix(stream_display_matrix(stream));
  if (frame.width > 0 && frame.height > 0) {
    SizeRequest as_displayed;
    const Geometry geometry = compute_geometry(
        {shown.width, shown.height, pixel_shape(format, stream, frame), facts.orientation}, as_displayed);
    facts.width = geometry.display_width;
    facts.height = geometry.display_height;
    facts.sar = geometry.source.sar;
  }
  facts.frame_rate = nominal_frame_rate(stream);
  facts.bitrate = codec.bit_rate;
  facts.duration = stated_duration(format, stream).value_or(Rational{});
  const auto pixel_format = static_cast<AVPixelFormat>(frame.format);
  const AVPixFmtDescriptor* layout = av_pix_fmt_desc_get(pixel_format);
  if (layout != nullptr) {
    facts.pixel_format = layout->name;
    facts.bit_depth = layout->comp[0].depth;
    facts.alpha = has_alpha(pixel_format);
    facts.color = describe_color(frame);
  }
  const std::optional<DolbyConfig> dolby = dolby_config(stream);
  if (dolby && lacks_color_metadata(*dolby, frame)) facts.unreadable_dolby = dolby->profile;
  // Recordings of browsers are marked as having alpha also when they have none, which the first frame shows.
  const bool side_alpha = decoded == nullptr ? has_side_alpha(stream) : loses_side_alpha(stream);
  facts.alpha = facts.alpha || side_alpha || has_layered_alpha(codec);
  facts.interlaced = decoded != nullptr ? frame_is_interlaced(frame) : is_header_interlaced(stream);
  facts.is_default = (stream.disposition & AV_DISPOSITION_DEFAULT) != 0;
  return facts;
}

std::vector<std::string> container_names(const AVFormatContext& format) {
  std::vector<std::string> names;
  std::istringstream list(format.iformat->name);
  for (std::string name; std::getline(list, name, ',');) names.push_back(name);
  return names;
}

}  // namespace cliploop
