// The primaries of color spaces, and 3x3 matrices between their linear light.
#pragma once

#include <array>
#include <cstddef>

extern "C" {
#include <libavutil/pixfmt.h>
}

namespace cliploop {

using Vector3 = std::array<double, 3>;
using Matrix3 = std::array<Vector3, 3>;  // rows

Matrix3 multiply(const Matrix3& a, const Matrix3& b);
Vector3 multiply(const Matrix3& m, const Vector3& v);
Matrix3 invert(const Matrix3& m);

// CIE 1931 x and y.
struct Chromaticities {
  std::array<double, 2> red, green, blue, white;
};

// As in ITU-T H.273. Unknown primaries count as BT.709.
const Chromaticities& chromaticities(AVColorPrimaries primaries);

// Linear R, G and B of these primaries to CIE XYZ, with Y = 1 for white. Its second row has the weights of luminance.
Matrix3 rgb_to_xyz(const Chromaticities& c);

// Linear light from one set of primaries to another. White stays white: a different white point is adapted by the
// method of Bradford.
Matrix3 rgb_to_rgb(const Chromaticities& from, const Chromaticities& to);

// CIE XYZ relative to this white, to linear light of BT.709.
Matrix3 xyz_to_709(const Vector3& white);

}  // namespace cliploop
