// The metadata of Dolby Vision that turns the base layer of profiles 5 and 8 into colors (ETSI GS CCM 001).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

extern "C" {
#include <libavutil/frame.h>
}

#include "frame/primaries.h"

namespace cliploop {

// What one frame's metadata says. Samples are fractions of the largest one.
struct DolbyMapping {
  // A part of the curve of a plane: a polynomial of its sample, or of the samples of all planes ("MMR").
  struct Piece {
    float begin = 0;  // the first sample; a piece ends where the next one begins
    bool mixed = false;
    int order = 0;                              // mixed: 1 to 3
    float constant = 0;                         // mixed
    std::array<float, 3> polynomial{};          // factors of 1, x and x^2
    std::array<std::array<float, 7>, 3> mix{};  // by power: factors of x, y, z, xy, xz, yz and xyz
    friend bool operator==(const Piece&, const Piece&) = default;
  };
  struct Curve {
    std::vector<Piece> pieces;
    float begin = 0;  // samples are clamped to begin and end
    float end = 1;
    friend bool operator==(const Curve&, const Curve&) = default;
  };

  std::array<Curve, 3> curves;
  Matrix3 to_cones{};      // from the reshaped planes, less the offset, to PQ signals
  Vector3 offset{};        // of the reshaped planes
  bool completes = false;  // the base layer has colors without the metadata
  Matrix3 crosstalk{};     // of linear light, to the cone responses of Hunt, Pointer and Estevez
  friend bool operator==(const DolbyMapping&, const DolbyMapping&) = default;
};

// The metadata of a frame of profile 5, or of another profile whose base layer has no colors of its own, and of profile
// 8 when it changes an HDR base layer. Null for other frames.
std::shared_ptr<const DolbyMapping> dolby_mapping(const AVFrame& frame);

// The curves of a mapping, for samples of yuv_bits.
class DolbyReshape {
 public:
  explicit DolbyReshape(const DolbyMapping& mapping);

  std::array<float, 3> operator()(int luma, int blue, int red) const;

 private:
  using Four = float __attribute__((vector_size(16)));
  struct Terms;
  struct Mix {
    size_t order = 0;  // 0: not mixed
    Four constant{};
    std::array<Four, 3> low{}, high{};  // factors, by power
  };
  struct Plane {
    std::vector<float> values;    // by sample, of polynomials
    std::vector<uint8_t> pieces;  // by sample
    std::vector<Mix> mixes;       // by piece
  };
  static Mix mix_of(const DolbyMapping::Piece& piece);
  static float mix(const Mix& mix, const std::array<Terms, 3>& powers);

  std::array<Plane, 3> planes_;
  bool mixes_ = false;
};

}  // namespace cliploop
