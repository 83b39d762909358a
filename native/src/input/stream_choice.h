// Chooses the video stream.
#pragma once

#include <string>
#include <vector>

#include "input/demuxer.h"

namespace cliploop {

// The stream that the caller wants.
struct StreamRequest {
  int index = -1;                      // as probe() lists it; -1 = not given
  std::vector<std::string> languages;  // tags that mean the same, in lower case, the best first; empty = not given
};

// Why a stream was chosen among several.
enum class StreamReason {
  ONLY,      // the only video stream
  INDEX,     // requested
  LANGUAGE,  // requested
  DECODER,   // the others have no decoder
  MOVING,    // the others are still pictures
  DEFAULT,   // marked as the default
  RATE,      // the others have much fewer frames
  SIZE,      // the largest
  FIRST,
};

struct StreamChoice {
  int index = -1;
  StreamReason reason = StreamReason::ONLY;
  std::vector<int> others;  // video streams that move and have a decoder, and were not chosen
};

// Attached pictures and timed thumbnails are never chosen; other stills only when no stream moves. Of the rest, streams
// with a decoder come first, then the default stream, then streams that are not slideshows, then the largest, then the
// first. May open the input anew. Throws NO_VIDEO, INPUT_NOT_MEDIA, and INVALID_OPTION when the request has no match.
StreamChoice choose_stream(Demuxer& demuxer, const StreamRequest& request);

// "0 (h264, 320x180, eng)".
std::string stream_text(const AVStream& stream);

}  // namespace cliploop
