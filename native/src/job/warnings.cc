#include "job/warnings.h"

#include <cmath>

#include "base/json.h"
#include "base/text.h"
#include "job/format_encoder.h"
#include "job/input_warnings.h"

namespace cliploop {
namespace {

void warn_about_start(const Reader& reader, std::vector<Warning>& warnings) {
  const Reader::Dropped& dropped = reader.dropped();
  if (dropped.frames > 0) {
    warnings.push_back(
        {"START_DROPPED",
         "The input begins in the middle of a group of pictures. The video starts with the first whole frame; " +
             count_text(dropped.frames, "frame", "frames") + " before it (" + seconds_text(dropped.seconds) +
             ") cannot be decoded.",
         {{"seconds", dropped.seconds.seconds()}, {"frames", static_cast<double>(dropped.frames)}}});
  }
  if (reader.lacks_key_frame()) {
    warnings.push_back({"KEY_FRAME_MISSING", "No key frame was found, so the first frames may be incomplete."});
  }
}

}  // namespace

void warn_about_size(const Geometry& geometry, std::vector<Warning>& warnings) {
  const std::string displayed = size_text(geometry.display_width, geometry.display_height);
  const std::string canvas = size_text(geometry.canvas_width, geometry.canvas_height);
  if (geometry.reduced_to_limit) {
    warnings.push_back({"SIZE_REDUCED", "The source is displayed at " + displayed +
                                            " pixels. No size was given, so the output is reduced to " + canvas + "."});
  }
  if (geometry.enlarged) {
    warnings.push_back(
        {"SIZE_ABOVE_SOURCE",
         "The output, " + canvas + " pixels, is enlarged: the source is displayed at " + displayed + "."});
  }
}

void warn_about_colors(const VideoFacts& facts, std::vector<Warning>& warnings) {
  if (facts.unreadable_dolby == 0) return;
  warnings.push_back({"COLORS_APPROXIMATE",
                      "The video is Dolby Vision profile " + std::to_string(facts.unreadable_dolby) +
                          ", and its color metadata is missing or not supported by the installed libav. The colors "
                          "are approximate.",
                      {{"profile", static_cast<double>(facts.unreadable_dolby)}}});
}

void warn_about_result(const AnimateOptions& options, const Segment& segment, const Reader& reader,
                       Rational source_rate, const EncodeResult& result, std::vector<Warning>& warnings) {
  if (segment.end && result.end + reader.timeline().tolerance() < *segment.end) {
    warnings.push_back({"END_CLAMPED", "The end of the segment, " + seconds_text(*segment.end) +
                                           ", is after the end of the video. The segment ends at " +
                                           seconds_text(result.end) + "."});
  }
  if (options.fps && source_rate > Rational{} && *options.fps > source_rate * Rational{1001, 1000}) {
    const std::string rate = JsonWriter().value(std::round(source_rate.seconds() * 1000) / 1000).text();
    warnings.push_back(
        {"FPS_ABOVE_SOURCE", "The source has " + rate + " frames per second. The additional frames repeat others."});
  }
  warn_about_rate(reader, result.video_end, warnings);
  if (result.merged > 0) {
    const DelayRules& rules = delay_rules(options.format);
    warnings.push_back({"FRAMES_MERGED", count_text(result.merged, "frame was", "frames were") +
                                             " merged into the frame before, because players show at most " +
                                             std::to_string(rules.units_per_second / rules.shortest) +
                                             " frames per second."});
  }
  warn_about_start(reader, warnings);
  if (reader.errors() > 0) {
    warnings.push_back({"DECODE_ERRORS",
                        count_text(reader.errors(), "packet of the source is", "packets of the source are") +
                            " damaged. Their frames are missing or incomplete.",
                        {{"errors", static_cast<double>(reader.errors())}}});
  }
  if (reader.decoded_from_start()) {
    warnings.push_back({"SEEK_FALLBACK", "Seeking does not work in this file, so it was decoded from its start."});
  }
  const std::optional<Rational> claimed = reader.claimed_length();
  const Rational slack = reader.timeline().interval() + Rational{1, 2};
  const bool short_of_claim = result.video_end && claimed && *result.video_end + slack < *claimed &&
                              (reader.stream().duration > 0 || reader.demuxer().format().nb_streams == 1);
  if (result.video_end && (reader.truncated() || short_of_claim)) {
    warnings.push_back(
        {"INPUT_TRUNCATED", "The input ends early, at " + seconds_text(*result.video_end) +
                                (short_of_claim ? "; its header states a duration of " + seconds_text(*claimed) : "") +
                                "."});
  }
}

}  // namespace cliploop
