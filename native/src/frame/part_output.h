// The last step of scaling a part of a picture: from planes of 10 bits to the wanted format.
#pragma once

#include "frame/planes.h"

namespace cliploop {

class PartOutput {
 public:
  // The format with whole planes to which the source is converted before it is scaled. wanted: YUV444P10, YUVA444P,
  // RGBA or RGBA64.
  static AVPixelFormat input_for(AVPixelFormat source, AVPixelFormat wanted);

  // from: a result of input_for().
  PartOutput(AVPixelFormat from, AVPixelFormat wanted, int width, int height);

  // Where the scaled planes are put, in the order of `from`, with 10 bits.
  ScaleBuffer& input() { return planes_; }
  void write(ScaleBuffer& to) const;

 private:
  void write_rgba(ScaleBuffer& to) const;
  void write_rgba64(ScaleBuffer& to) const;
  void write_planes(ScaleBuffer& to) const;

  const AVPixelFormat wanted_;
  const int width_;
  const int height_;
  const uint32_t white_;  // of 10 bits, for 16 bits
  ScaleBuffer planes_;
};

}  // namespace cliploop
