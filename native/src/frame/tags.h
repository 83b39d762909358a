// Color tags of frames as numbers. libav copies some of them from the file as they are, so that a tag can have a number
// that its enumeration cannot hold: reading it as an enumeration would be undefined behavior.
#pragma once

#include <cstring>

extern "C" {
#include <libavcodec/codec_par.h>
#include <libavutil/frame.h>
}

namespace cliploop {

template <typename Tag>
int number_of(const Tag& tag) {
  static_assert(sizeof(tag) == sizeof(int));
  int number = 0;
  std::memcpy(&number, &tag, sizeof(number));
  return number;
}

// Sets tags with numbers that no version of libav knows to "unspecified".
void forget_unknown_tags(AVFrame& frame);

// Copies the color tags, known or not.
void copy_tags(const AVCodecParameters& from, AVFrame& to);

}  // namespace cliploop
