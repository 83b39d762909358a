// Finds the video of a motion photo: a picture that a phone stored together with a short video.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "base/cancel.h"
#include "input/boxes.h"
#include "input/source.h"

namespace cliploop {

// The part of a photo to read: the MP4 behind the JPEG or HEIF picture (Google, Samsung and others), or in the box
// "mpvd" of a HEIF picture; else the JPEG picture without the bytes behind it. nullopt for the whole source. Searches
// at most 64 MiB for an MP4. Throws errors of the source.
std::optional<Part> find_media(Source& source, CancelToken& cancel);

// The media of an input: its source, or a part of it.
class MediaSource {
 public:
  // Keeps the references.
  MediaSource(Source& whole, CancelToken& cancel);

  Source& source() const { return part_ ? *part_ : whole_; }

  // Calls open() with the source, and again with the picture when the video of a motion photo is damaged.
  using Open = std::function<void(Source&)>;
  void open(const Open& open);
  // Whether the source is the picture for this reason.
  bool lost_video() const { return lost_video_; }

 private:
  void use(const Part& part);

  Source& whole_;
  CancelToken& cancel_;
  std::unique_ptr<Source> part_;
  int64_t video_ = 0;  // offset of the video behind a picture; 0 = none
  bool lost_video_ = false;
};

}  // namespace cliploop
