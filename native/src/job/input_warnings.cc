#include "job/input_warnings.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

namespace cliploop {
namespace {

// Whether the file is of a format for pictures, which libav and this engine read as streams of frames.
bool is_picture(const AVFormatContext& format) {
  const std::string_view name = format.iformat->name;
  if (name.ends_with("_pipe") || name == "gif" || name == "apng") return true;
  // AVIF and HEIF have the structure of MP4.
  constexpr std::string_view kBrands[] = {"avif", "avis", "heic", "heix", "hevc", "hevx", "mif1", "msf1"};
  const AVDictionaryEntry* brand = av_dict_get(format.metadata, "major_brand", nullptr, 0);
  return brand != nullptr && std::find(std::begin(kBrands), std::end(kBrands), brand->value) != std::end(kBrands);
}

}  // namespace

void warn_about_alpha(const Reader& reader, const VideoFacts& facts, std::vector<Warning>& warnings) {
  const bool stated = facts.alpha || reader.demuxer().alpha() != nullptr;
  if (!stated || has_alpha(static_cast<AVPixelFormat>(reader.first_frame().format))) return;
  warnings.push_back({"ALPHA_DROPPED", "The source has transparency, but the installed libav cannot decode it for " +
                                           facts.codec + ". The output is opaque."});
}

void warn_about_rate(const Reader& reader, std::optional<Rational> video_end, std::vector<Warning>& warnings) {
  const std::optional<Rational> rate = reader.demuxer().assumed_rate();
  const bool single = video_end && *video_end <= reader.timeline().interval();
  if (single && is_picture(reader.demuxer().format())) {
    warnings.push_back({"STILL_IMAGE", "The input is a single picture, not a video."});
  } else if (rate && !single) {
    warnings.push_back({"RATE_ASSUMED",
                        "The input does not state the times of its frames. " + std::to_string(rate->rounded()) +
                            " frames per second are assumed. The option inputFps sets another rate.",
                        {{"fps", rate->seconds()}}});
  }
}

void warn_about_photo(const MediaSource& media, std::vector<Warning>& warnings) {
  if (!media.lost_video()) return;
  constexpr const char* kDamaged = " The video behind the picture is damaged.";
  const auto still = std::find_if(warnings.begin(), warnings.end(),
                                  [](const Warning& warning) { return warning.code == "STILL_IMAGE"; });
  if (still != warnings.end()) {
    still->message += kDamaged;
  } else {
    warnings.push_back({"STILL_IMAGE", std::string("The input is a picture, not a video.") + kDamaged});
  }
}

}  // namespace cliploop
