// Finds the video of a motion photo: a picture that a phone stored together with a short video.
#pragma once

#include <memory>
#include <optional>

#include "base/cancel.h"
#include "input/boxes.h"
#include "input/source.h"

namespace cliploop {

// The MP4 behind the JPEG picture (Google, Samsung and others), or in the box "mpvd" of a HEIF picture; nullopt when
// there is none. Reads at most the first 64 MiB of a JPEG. Throws errors of the source.
std::optional<Part> find_motion_video(Source& source, CancelToken& cancel);

// The media of an input: its source, or the part of it that is the video of a motion photo.
class MediaSource {
 public:
  // Keeps the references.
  MediaSource(Source& whole, CancelToken& cancel);

  Source& source() const { return part_ ? *part_ : whole_; }
  bool is_motion_photo() const { return part_ != nullptr; }

 private:
  Source& whole_;
  std::unique_ptr<Source> part_;
};

}  // namespace cliploop
