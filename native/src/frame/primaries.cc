#include "frame/primaries.h"

#include <cstdlib>

namespace cliploop {

namespace {

constexpr std::array<double, 2> d65{0.3127, 0.3290};
constexpr std::array<double, 2> illuminant_c{0.310, 0.316};
constexpr std::array<double, 2> equal_energy{1.0 / 3, 1.0 / 3};
constexpr std::array<double, 2> dci_white{0.314, 0.351};

constexpr Chromaticities bt709{{0.640, 0.330}, {0.300, 0.600}, {0.150, 0.060}, d65};
constexpr Chromaticities ntsc_1953{{0.67, 0.33}, {0.21, 0.71}, {0.14, 0.08}, illuminant_c};
constexpr Chromaticities bt470bg{{0.64, 0.33}, {0.29, 0.60}, {0.15, 0.06}, d65};
constexpr Chromaticities smpte170m{{0.630, 0.340}, {0.310, 0.595}, {0.155, 0.070}, d65};
constexpr Chromaticities film{{0.681, 0.319}, {0.243, 0.692}, {0.145, 0.049}, illuminant_c};
constexpr Chromaticities bt2020{{0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}, d65};
constexpr Chromaticities cie_xyz{{1, 0}, {0, 1}, {0, 0}, equal_energy};
constexpr Chromaticities dci_p3{{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, dci_white};
constexpr Chromaticities display_p3{{0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}, d65};
constexpr Chromaticities ebu3213{{0.630, 0.340}, {0.295, 0.605}, {0.155, 0.077}, d65};

constexpr Matrix3 bradford{Vector3{0.8951, 0.2664, -0.1614}, Vector3{-0.7502, 1.7135, 0.0367},
                           Vector3{0.0389, -0.0685, 1.0296}};

// X, Y and Z at these chromaticities, without the division by y, because the y of a primary of XYZ is 0.
Vector3 direction(const std::array<double, 2>& xy) { return {xy[0], xy[1], 1 - xy[0] - xy[1]}; }

Vector3 white_xyz(const std::array<double, 2>& xy) { return {xy[0] / xy[1], 1, (1 - xy[0] - xy[1]) / xy[1]}; }

// Both are X, Y and Z of white.
Matrix3 adaptation(const Vector3& from, const Vector3& to) {
  const Vector3 source = multiply(bradford, from);
  const Vector3 target = multiply(bradford, to);
  Matrix3 scaled = bradford;
  for (size_t i = 0; i < 3; ++i) {
    for (double& value : scaled[i]) value *= target[i] / source[i];
  }
  return multiply(invert(bradford), scaled);
}

}  // namespace

Matrix3 multiply(const Matrix3& a, const Matrix3& b) {
  Matrix3 out{};
  for (size_t i = 0; i < 3; ++i) {
    for (size_t j = 0; j < 3; ++j) out[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j];
  }
  return out;
}

Vector3 multiply(const Matrix3& m, const Vector3& v) {
  Vector3 out{};
  for (size_t i = 0; i < 3; ++i) out[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
  return out;
}

Matrix3 invert(const Matrix3& m) {
  Matrix3 out{};
  for (size_t i = 0; i < 3; ++i) {
    for (size_t j = 0; j < 3; ++j) {
      const size_t r0 = (j + 1) % 3, r1 = (j + 2) % 3, c0 = (i + 1) % 3, c1 = (i + 2) % 3;
      out[i][j] = m[r0][c0] * m[r1][c1] - m[r0][c1] * m[r1][c0];
    }
  }
  const double determinant = m[0][0] * out[0][0] + m[0][1] * out[1][0] + m[0][2] * out[2][0];
  for (Vector3& row : out) {
    for (double& value : row) value /= determinant;
  }
  return out;
}

const Chromaticities& chromaticities(AVColorPrimaries primaries) {
  switch (primaries) {
    case AVCOL_PRI_BT470M:
      return ntsc_1953;
    case AVCOL_PRI_BT470BG:
      return bt470bg;
    case AVCOL_PRI_SMPTE170M:
    case AVCOL_PRI_SMPTE240M:
      return smpte170m;
    case AVCOL_PRI_FILM:
      return film;
    case AVCOL_PRI_BT2020:
      return bt2020;
    case AVCOL_PRI_SMPTE428:
      return cie_xyz;
    case AVCOL_PRI_SMPTE431:
      return dci_p3;
    case AVCOL_PRI_SMPTE432:
      return display_p3;
    case AVCOL_PRI_EBU3213:
      return ebu3213;
    default:
      return bt709;
  }
}

Matrix3 rgb_to_xyz(const Chromaticities& c) {
  const Vector3 r = direction(c.red), g = direction(c.green), b = direction(c.blue);
  Matrix3 out{Vector3{r[0], g[0], b[0]}, Vector3{r[1], g[1], b[1]}, Vector3{r[2], g[2], b[2]}};
  const Vector3 scale = multiply(invert(out), white_xyz(c.white));
  for (Vector3& row : out) {
    for (size_t j = 0; j < 3; ++j) row[j] *= scale[j];
  }
  return out;
}

Matrix3 rgb_to_rgb(const Chromaticities& from, const Chromaticities& to) {
  const Matrix3 source = rgb_to_xyz(from);
  const Matrix3 target = invert(rgb_to_xyz(to));
  if (from.white == to.white) return multiply(target, source);
  return multiply(target, multiply(adaptation(white_xyz(from.white), white_xyz(to.white)), source));
}

Matrix3 xyz_to_709(const Vector3& white) {
  return multiply(invert(rgb_to_xyz(bt709)), adaptation(white, white_xyz(d65)));
}

}  // namespace cliploop
