// What a file states about the luminance of its HDR video.
#pragma once

extern "C" {
#include <libavutil/frame.h>
#include <libavutil/mastering_display_metadata.h>
}

namespace cliploop {

// Most HDR10 without metadata was graded on a display of this peak; it is also that of HLG.
inline constexpr int usual_peak_nits = 1000;

// Peaks in nits; 0 where nothing plausible is stated.
struct HdrMetadata {
  int display_peak = 0;  // of the mastering display: no pixel should be brighter
  int content_peak = 0;  // MaxCLL: the brightest pixel of the whole video
  int scene_peak = 0;    // HDR10+: the brightest pixel of the scene
  int dolby_peak = 0;    // Dolby Vision: of the mastering display

  void add(const AVMasteringDisplayMetadata& display);
  void add(const AVContentLightMetadata& light);

  // The peak to assume where the video cannot be measured, 203 to 2000. Metadata of 4000 or 10000 nits describes the
  // mastering display, and rarely the content; using it would darken the whole picture.
  int likely_peak() const;
};

HdrMetadata read_hdr_metadata(const AVFrame& frame);

}  // namespace cliploop
