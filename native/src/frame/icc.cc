#include "frame/icc.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "frame/transfer.h"

namespace cliploop {

namespace {

constexpr size_t header_size = 128;
constexpr size_t tag_size = 12;
constexpr uint32_t most_tags = 100;
constexpr size_t curve_steps = 1024;
// The white of the profile connection space.
constexpr Vector3 d50{0.9642, 1, 0.8249};
// Below this difference of signals, a profile counts as sRGB.
constexpr double same_signal = 1.0 / 255;

constexpr uint32_t name(const char (&text)[5]) {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<uint8_t>(text[i]);
  return value;
}

class Bytes {
 public:
  explicit Bytes(std::span<const uint8_t> data) : data_(data) {}

  size_t size() const { return data_.size(); }
  // 0 beyond the end.
  uint32_t number(size_t at, size_t bytes = 4) const {
    uint32_t value = 0;
    for (size_t i = 0; i < bytes; ++i) value = value << 8 | (at + i < data_.size() ? data_[at + i] : 0U);
    return value;
  }
  double fixed(size_t at) const { return static_cast<int32_t>(number(at)) / 65536.0; }
  Bytes part(size_t from, size_t bytes) const {
    if (from > data_.size()) return Bytes({});
    return Bytes(data_.subspan(from, std::min(bytes, data_.size() - from)));
  }
  // The data of a tag; empty when there is none.
  Bytes tag(uint32_t wanted) const {
    const uint32_t tags = std::min(number(header_size), most_tags);
    for (size_t i = 0; i < tags; ++i) {
      const size_t at = header_size + 4 + i * tag_size;
      if (number(at) == wanted) return part(number(at + 4), number(at + 8));
    }
    return Bytes({});
  }

 private:
  std::span<const uint8_t> data_;
};

std::optional<Vector3> xyz_tag(const Bytes& tag) {
  if (tag.size() < 20 || tag.number(0) != name("XYZ ")) return {};
  return Vector3{tag.fixed(8), tag.fixed(12), tag.fixed(16)};
}

// ICC.1, "parametricCurveType": types 0 to 4.
double parametric(uint32_t type, const std::array<double, 7>& p, double x) {
  const double g = p[0], a = p[1], b = p[2], c = p[3], d = p[4], e = p[5], f = p[6];
  const auto power = [&](double offset) { return std::pow(std::max(a * x + b, 0.0), g) + offset; };
  switch (type) {
    case 0:
      return std::pow(x, g);
    case 1:
      return x >= -b / a ? power(0) : 0;
    case 2:
      return x >= -b / a ? power(c) : c;
    case 3:
      return x >= d ? power(0) : c * x;
    default:
      return x >= d ? power(e) : c * x + f;
  }
}

std::optional<IccProfile::Curve> curve_tag(const Bytes& tag) {
  IccProfile::Curve curve(curve_steps + 1);
  const auto fill = [&](const auto& function) {
    for (size_t i = 0; i <= curve_steps; ++i) {
      curve[i] = std::clamp(function(static_cast<double>(i) / curve_steps), 0.0, 1.0);
    }
    return curve;
  };
  if (tag.number(0) == name("para") && tag.size() >= 16) {
    constexpr size_t counts[] = {1, 3, 4, 5, 7};
    const uint32_t type = tag.number(8, 2);
    if (type >= std::size(counts) || tag.size() < 12 + counts[type] * 4) return {};
    std::array<double, 7> p{};
    for (size_t i = 0; i < counts[type]; ++i) p[i] = tag.fixed(12 + i * 4);
    if (type > 0 && p[1] == 0) return {};
    return fill([&](double x) { return parametric(type, p, x); });
  }
  if (tag.number(0) != name("curv") || tag.size() < 12) return {};
  const size_t count = tag.number(8);
  if (count == 0) return fill([](double x) { return x; });
  if (count > (tag.size() - 12) / 2) return {};
  if (count == 1) return fill([&](double x) { return std::pow(x, tag.number(12, 2) / 256.0); });
  return fill([&](double x) {
    const double place = x * static_cast<double>(count - 1);
    const size_t step = std::min(static_cast<size_t>(place), count - 2);
    const auto at = [&](size_t i) { return tag.number(12 + i * 2, 2) / 65535.0; };
    return at(step) + (at(step + 1) - at(step)) * (place - static_cast<double>(step));
  });
}

bool is_srgb(const IccProfile& profile) {
  const auto signal = [](double light) { return light_to_signal(AVCOL_TRC_IEC61966_2_1, light); };
  for (int i = 0; i < 64; ++i) {
    const Vector3 from{(i & 3) / 3.0, (i >> 2 & 3) / 3.0, (i >> 4) / 3.0};
    Vector3 light{};
    for (size_t c = 0; c < 3; ++c) light[c] = profile.light(c, from[c]);
    light = multiply(profile.to_709, light);
    for (size_t c = 0; c < 3; ++c) {
      if (std::abs(signal(light[c]) - from[c]) > same_signal) return false;
    }
  }
  return true;
}

}  // namespace

double IccProfile::light(size_t channel, double signal) const {
  const Curve& curve = curves[channel];
  const double place = std::clamp(signal, 0.0, 1.0) * curve_steps;
  const size_t step = std::min(static_cast<size_t>(place), curve_steps - 1);
  return curve[step] + (curve[step + 1] - curve[step]) * (place - static_cast<double>(step));
}

std::shared_ptr<const IccProfile> parse_icc(std::span<const uint8_t> data) {
  const Bytes bytes(data);
  if (bytes.number(16) != name("RGB ") || bytes.number(20) != name("XYZ ") || bytes.number(36) != name("acsp")) {
    return nullptr;
  }
  auto profile = std::make_shared<IccProfile>();
  Matrix3 to_d50{};
  constexpr std::array<std::array<uint32_t, 2>, 3> channels{
      {{name("rXYZ"), name("rTRC")}, {name("gXYZ"), name("gTRC")}, {name("bXYZ"), name("bTRC")}}};
  for (size_t c = 0; c < channels.size(); ++c) {
    const std::optional<Vector3> column = xyz_tag(bytes.tag(channels[c][0]));
    std::optional<IccProfile::Curve> curve = curve_tag(bytes.tag(channels[c][1]));
    if (!column || !curve) return nullptr;
    profile->curves[c] = std::move(*curve);
    for (size_t row = 0; row < 3; ++row) to_d50[row][c] = (*column)[row];
  }
  // White is exactly that of the connection space.
  for (size_t row = 0; row < 3; ++row) {
    const double sum = to_d50[row][0] + to_d50[row][1] + to_d50[row][2];
    if (std::abs(sum - d50[row]) > 0.1) return nullptr;
    for (double& value : to_d50[row]) value *= d50[row] / sum;
  }
  profile->to_709 = multiply(xyz_to_709(d50), to_d50);
  return profile;
}

std::shared_ptr<const IccProfile> icc_profile(const AVFrame& frame) {
  const AVFrameSideData* data = av_frame_get_side_data(&frame, AV_FRAME_DATA_ICC_PROFILE);
  if (data == nullptr) return nullptr;
  std::shared_ptr<const IccProfile> profile = parse_icc({data->data, data->size});
  return profile && !is_srgb(*profile) ? profile : nullptr;
}

}  // namespace cliploop
