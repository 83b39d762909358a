// Converts Y'CbCr to R'G'B' for the codings that are not a matrix of R'G'B': ICtCp, Dolby Vision and constant
// luminance.
#pragma once

#include <cstdint>
#include <memory>

#include "frame/color.h"

namespace cliploop {

class NonlinearToRgb {
 public:
  // Null for a color whose matrix is linear. source_depth: as for yuv_levels().
  static std::unique_ptr<const NonlinearToRgb> make(const ColorInfo& color, int source_depth);
  virtual ~NonlinearToRgb() = default;
  NonlinearToRgb(const NonlinearToRgb&) = delete;
  NonlinearToRgb& operator=(const NonlinearToRgb&) = delete;

  // Converts one row of samples of yuv_bits to R G B A of 16 bits each, with the transfer and primaries of the color. A
  // null alpha means opaque.
  void row(const uint16_t* luma, const uint16_t* blue, const uint16_t* red, const uint16_t* alpha, int width,
           uint16_t* rgba) const;

 protected:
  NonlinearToRgb() = default;
  virtual void convert(const uint16_t* luma, const uint16_t* blue, const uint16_t* red, int width,
                       uint16_t* rgba) const = 0;
};

}  // namespace cliploop
