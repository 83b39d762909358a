#include "job/warnings.h"

#include <cmath>

#include "base/json.h"
#include "base/text.h"
#include "job/format_encoder.h"
#include "job/input_warnings.h"

namespace cliploop {
namespace {

const char* reason_text(StreamReason reason) {
  switch (reason) {
    case StreamReason::DEFAULT:
      return "because it is marked as the default";
    case StreamReason::RATE:
      return "because it has the most frames";
    case StreamReason::SIZE:
      return "because it is the largest";
    default:
      return "because it is the first";
  }
}

}  // namespace

void warn_about_start(const Reader& reader, std::vector<Warning>& warnings) {
  const Reader::Dropped& dropped = reader.dropped();
  if (dropped.frames > 0) {
    warnings.push_back(
        {"START_DROPPED",
         "The input begins in the middle of a group of pictures, or its first key frame is damaged. The video starts "
         "with the first whole frame; " +
             count_text(dropped.frames, "frame", "frames") + " before it (" + seconds_text(dropped.seconds) +
             ") cannot be decoded.",
         {{"seconds", dropped.seconds.seconds()}, {"frames", static_cast<double>(dropped.frames)}}});
  }
  if (reader.lacks_key_frame()) {
    warnings.push_back({"KEY_FRAME_MISSING", "No key frame was found, so the first frames may be incomplete."});
  }
}

void warn_about_choice(const Reader& reader, std::vector<Warning>& warnings) {
  const StreamChoice& choice = reader.choice();
  if (choice.others.empty()) return;
  std::string others;
  for (size_t i = 0; i < choice.others.size(); ++i) {
    if (i > 0) others += i + 1 == choice.others.size() ? " and " : ", ";
    others += stream_text(reader.demuxer().stream(choice.others[i]));
  }
  const auto streams = static_cast<double>(choice.others.size() + 1);
  warnings.push_back({"STREAM_CHOSEN",
                      "The input has several video streams. Stream " + stream_text(reader.stream()) + " is used, " +
                          reason_text(choice.reason) + ". The option stream chooses another one: " + others + ".",
                      {{"stream", static_cast<double>(choice.index)}, {"streams", streams}}});
}

void warn_about_size(const Geometry& geometry, const std::optional<SizeChange>& change,
                     std::vector<Warning>& warnings) {
  const std::string displayed = size_text(geometry.display_width, geometry.display_height);
  const std::string canvas = size_text(geometry.canvas_width, geometry.canvas_height);
  if (geometry.reduced_to_limit) {
    warnings.push_back({"SIZE_REDUCED", "The source is displayed at " + displayed +
                                            " pixels. No size was given, so the output is reduced to " + canvas + "."});
  }
  if (geometry.enlarged) {
    warnings.push_back(
        {"SIZE_ABOVE_SOURCE",
         "The output, " + canvas + " pixels, is enlarged: " +
             (geometry.is_cropped() ? "the part that is kept has " +
                                          size_text(geometry.cropped.width, geometry.cropped.height) + " pixels"
                                    : "the source is displayed at " + displayed) +
             "."});
  }
  if (change) {
    warnings.push_back({"SIZE_CHANGED",
                        "The size of the video changes inside the segment, from " +
                            size_text(change->from_width, change->from_height) + " to " +
                            size_text(change->to_width, change->to_height) + ", first at " +
                            seconds_text(change->time) + ". All frames have the size of the first one.",
                        {{"fromWidth", static_cast<double>(change->from_width)},
                         {"fromHeight", static_cast<double>(change->from_height)},
                         {"toWidth", static_cast<double>(change->to_width)},
                         {"toHeight", static_cast<double>(change->to_height)},
                         {"time", change->time.seconds()}}});
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

void warn_about_end(const Segment& segment, Rational end, const Reader& reader, std::vector<Warning>& warnings) {
  if (!segment.end || end + reader.timeline().tolerance() >= *segment.end) return;
  warnings.push_back({"END_CLAMPED", "The end of the segment, " + seconds_text(*segment.end) +
                                         ", is after the end of the video. The segment ends at " + seconds_text(end) +
                                         "."});
}

void warn_about_visibility(bool visible, std::vector<Warning>& warnings) {
  if (visible) return;
  warnings.push_back({"NOTHING_VISIBLE", "No pixel of the output is visible: the video is transparent."});
}

void warn_about_reading(int64_t errors, bool from_start, std::optional<Rational> video_end, const Reader& reader,
                        std::vector<Warning>& warnings) {
  if (errors > 0) {
    warnings.push_back({"DECODE_ERRORS",
                        count_text(errors, "packet of the source is damaged. Its frame is",
                                   "packets of the source are damaged. Their frames are") +
                            " missing or incomplete.",
                        {{"errors", static_cast<double>(errors)}}});
  }
  if (from_start) {
    warnings.push_back({"SEEK_FALLBACK", "Seeking does not work in this file, so it was decoded from its start."});
  }
  const std::optional<Rational> claimed = reader.claimed_length();
  const Rational slack = reader.timeline().interval() + Rational{1, 2};
  // Of some formats, libav computes the duration from the last time stamp in the file.
  const bool stated = reader.demuxer().format().duration_estimation_method != AVFMT_DURATION_FROM_PTS;
  const bool short_of_claim = video_end && claimed && stated && *video_end + slack < *claimed &&
                              (reader.stream().duration > 0 || reader.demuxer().format().nb_streams == 1);
  if (video_end && !reader.ended_at_encryption() && (reader.truncated() || short_of_claim)) {
    warnings.push_back(
        {"INPUT_TRUNCATED", "The input ends early, at " + seconds_text(*video_end) +
                                (short_of_claim ? "; its header states a duration of " + seconds_text(*claimed) : "") +
                                "."});
  }
}

void warn_about_fps(const AnimateOptions& options, Rational source_rate, std::vector<Warning>& warnings) {
  if (options.fps && source_rate > Rational{} && *options.fps > source_rate * Rational{1001, 1000}) {
    const std::string rate = JsonWriter().value(std::round(source_rate.seconds() * 1000) / 1000).text();
    warnings.push_back(
        {"FPS_ABOVE_SOURCE", "The source has " + rate + " frames per second. The additional frames repeat others."});
  }
}

void warn_about_merged(int64_t merged, Format format, std::vector<Warning>& warnings) {
  if (merged == 0) return;
  const DelayRules& rules = delay_rules(format);
  warnings.push_back({"FRAMES_MERGED", count_text(merged, "frame was", "frames were") +
                                           " merged into the frame before, because players show at most " +
                                           std::to_string(rules.units_per_second / rules.shortest) +
                                           " frames per second."});
}

void warn_about_result(const AnimateOptions& options, const Segment& segment, const Reader& reader,
                       Rational source_rate, const EncodeResult& result, std::vector<Warning>& warnings) {
  warn_about_end(segment, result.end, reader, warnings);
  warn_about_fps(options, source_rate, warnings);
  warn_about_rate(reader, result.video_end, warnings);
  warn_about_merged(result.merged, options.format, warnings);
  warn_about_start(reader, warnings);
  warn_about_visibility(result.visible, warnings);
  warn_about_reading(result.errors, result.from_start, result.video_end, reader, warnings);
}

}  // namespace cliploop
