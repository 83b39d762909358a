#include "frame/ictcp.h"

#include "frame/matrix.h"
#include "frame/transfer.h"
#include "frame/yuv.h"

namespace cliploop {

namespace {

constexpr Matrix3 scaled(const Matrix3& m, double divisor) {
  Matrix3 out = m;
  for (Vector3& row : out) {
    for (double& value : row) value /= divisor;
  }
  return out;
}

// BT.2100, Table 7.
constexpr Matrix3 bt2020_to_cones =
    scaled({Vector3{1688, 2146, 262}, Vector3{683, 2951, 462}, Vector3{99, 309, 3688}}, 4096);
constexpr Matrix3 cones_to_ictcp_pq =
    scaled({Vector3{2048, 2048, 0}, Vector3{6610, -13613, 7003}, Vector3{17933, -17390, -543}}, 4096);
constexpr Matrix3 cones_to_ictcp_hlg =
    scaled({Vector3{2048, 2048, 0}, Vector3{3625, -7465, 3840}, Vector3{9500, -9212, -288}}, 4096);

// The cone responses of Hunt, Pointer and Estevez for D65, and the IPT of Ebner and Fairchild.
constexpr Matrix3 xyz_to_hpe{Vector3{0.4002, 0.7076, -0.0808}, Vector3{-0.2263, 1.1653, 0.0457}, Vector3{0, 0, 0.9182}};
// SMPTE ST 2128, as in the metadata of Dolby Vision profile 5: in units of 1/8192 and 1/16384.
constexpr Matrix3 ipt_to_cones =
    scaled({Vector3{8192, 799, 1681}, Vector3{8192, -933, 1091}, Vector3{8192, 267, -5545}}, 8192);
constexpr Matrix3 crosstalk_to_cones =
    scaled({Vector3{17081, -349, -349}, Vector3{-349, 17081, -349}, Vector3{-349, -349, 17081}}, 16384);

// Scaled so that equal cone responses are white exactly.
Matrix3 hpe_to_bt2020() {
  Matrix3 to_hpe = multiply(xyz_to_hpe, rgb_to_xyz(chromaticities(AVCOL_PRI_BT2020)));
  for (Vector3& row : to_hpe) {
    const double sum = row[0] + row[1] + row[2];
    for (double& value : row) value /= sum;
  }
  return invert(to_hpe);
}

std::array<std::array<float, 3>, 3> to_floats(const Matrix3& m) {
  std::array<std::array<float, 3>, 3> rows{};
  for (size_t i = 0; i < 3; ++i) {
    for (size_t j = 0; j < 3; ++j) rows[i][j] = static_cast<float>(m[i][j]);
  }
  return rows;
}

std::array<float, 3> product(const std::array<std::array<float, 3>, 3>& m, const std::array<float, 3>& v) {
  std::array<float, 3> out{};
  for (size_t i = 0; i < 3; ++i) out[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
  return out;
}

}  // namespace

IctcpToRgb::IctcpToRgb(const ColorInfo& color, int source_depth)
    : to_light_([&](double signal) { return signal_to_light(color.transfer, signal); }),
      to_signal_([&](double light) { return light_to_signal(color.transfer, light); }) {
  if (color.dolby) {
    reshape_.emplace(*color.dolby);
    for (size_t i = 0; i < 3; ++i) zero_[i] = static_cast<float>(color.dolby->offset[i]);
    to_cones_ = to_floats(color.dolby->to_cones);
    to_rgb_ = to_floats(multiply(hpe_to_bt2020(), color.dolby->crosstalk));
    return;
  }
  const YuvLevels levels = yuv_levels(color.range, source_depth);
  const float luma = 1 / static_cast<float>(levels.luma_span);
  const float chroma = 1 / static_cast<float>(levels.chroma_span);
  constexpr float neutral = 1 << (yuv_bits - 1);
  step_ = {luma, chroma, chroma};
  zero_ = {static_cast<float>(levels.black) * luma, neutral * chroma, neutral * chroma};
  if (color.matrix == matrix_ipt_c2) {
    to_cones_ = to_floats(ipt_to_cones);
    to_rgb_ = to_floats(multiply(hpe_to_bt2020(), crosstalk_to_cones));
  } else {
    to_cones_ = to_floats(invert(color.transfer == AVCOL_TRC_ARIB_STD_B67 ? cones_to_ictcp_hlg : cones_to_ictcp_pq));
    to_rgb_ = to_floats(invert(bt2020_to_cones));
  }
}

void IctcpToRgb::convert(const uint16_t* luma, const uint16_t* blue, const uint16_t* red, int width,
                         uint16_t* rgba) const {
  for (int x = 0; x < width; ++x, rgba += 4) {
    std::array<float, 3> ictcp{};
    if (reshape_) {
      ictcp = (*reshape_)(luma[x], blue[x], red[x]);
      for (size_t i = 0; i < 3; ++i) ictcp[i] -= zero_[i];
    } else {
      ictcp = {static_cast<float>(luma[x]) * step_[0] - zero_[0], static_cast<float>(blue[x]) * step_[1] - zero_[1],
               static_cast<float>(red[x]) * step_[2] - zero_[2]};
    }
    std::array<float, 3> cones = product(to_cones_, ictcp);
    for (float& cone : cones) cone = to_light_(cone);
    const std::array<float, 3> light = product(to_rgb_, cones);
    for (size_t i = 0; i < 3; ++i) rgba[i] = to_signal_(light[i]);
  }
}

}  // namespace cliploop
