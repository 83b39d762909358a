// Finds the video of a motion photo: a picture that a phone stored together with a short video.
#pragma once

#include <memory>
#include <optional>

#include "base/cancel.h"
#include "input/boxes.h"
#include "input/source.h"

namespace cliploop {

// The part of a photo to read: the MP4 behind the JPEG picture (Google, Samsung and others), or in the box "mpvd" of a
// HEIF picture; else the picture without the bytes behind it. nullopt for the whole source. Reads at most the first
// 64 MiB of a JPEG. Throws errors of the source.
std::optional<Part> find_media(Source& source, CancelToken& cancel);

// The media of an input: its source, or a part of it.
class MediaSource {
 public:
  // Keeps the references.
  MediaSource(Source& whole, CancelToken& cancel);

  Source& source() const { return part_ ? *part_ : whole_; }

 private:
  Source& whole_;
  std::unique_ptr<Source> part_;
};

}  // namespace cliploop
