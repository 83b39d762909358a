#include "frame/icc.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <string>

#include "base/av_ptr.h"
#include "frame/sdr.h"
#include "frames.h"

using namespace cliploop;

namespace {

using ProfileBytes = std::vector<uint8_t>;

void put(ProfileBytes& to, uint32_t value, int bytes = 4) {
  for (int i = bytes - 1; i >= 0; --i) to.push_back(static_cast<uint8_t>(value >> (8 * i)));
}
void put(ProfileBytes& to, const char* text) { to.insert(to.end(), text, text + 4); }
void put_fixed(ProfileBytes& to, double value) {
  put(to, static_cast<uint32_t>(static_cast<int32_t>(std::lround(value * 65536))));
}

ProfileBytes xyz(const Vector3& value) {
  ProfileBytes tag;
  put(tag, "XYZ ");
  put(tag, 0U);
  for (const double component : value) put_fixed(tag, component);
  return tag;
}

ProfileBytes srgb_curve() {
  ProfileBytes tag;
  put(tag, "para");
  put(tag, 0U);
  put(tag, 3, 2);
  put(tag, 0, 2);
  for (const double value : {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045}) put_fixed(tag, value);
  return tag;
}

ProfileBytes gamma_curve(double gamma) {
  ProfileBytes tag;
  put(tag, "curv");
  put(tag, 0U);
  put(tag, 1);
  put(tag, static_cast<uint32_t>(gamma * 256), 2);
  put(tag, 0, 2);
  return tag;
}

// Columns of the matrix, and one curve for all channels.
ProfileBytes profile(const Vector3& red, const Vector3& green, const Vector3& blue, const ProfileBytes& curve) {
  const std::pair<const char*, ProfileBytes> tags[] = {{"rXYZ", xyz(red)}, {"gXYZ", xyz(green)}, {"bXYZ", xyz(blue)},
                                                       {"rTRC", curve},    {"gTRC", curve},      {"bTRC", curve}};
  ProfileBytes out(128, 0);
  std::memcpy(&out[16], "RGB XYZ ", 8);
  std::memcpy(&out[36], "acsp", 4);
  put(out, std::size(tags));
  uint32_t at = 128 + 4 + 12 * std::size(tags);
  for (const auto& [name, data] : tags) {
    put(out, name);
    put(out, at);
    put(out, static_cast<uint32_t>(data.size()));
    at += static_cast<uint32_t>(data.size());
  }
  for (const auto& [name, data] : tags) out.insert(out.end(), data.begin(), data.end());
  return out;
}

// The published matrices of sRGB, Display P3 and Adobe RGB, for a white of D50.
const ProfileBytes srgb =
    profile({0.4361, 0.2225, 0.0139}, {0.3851, 0.7169, 0.0971}, {0.1431, 0.0606, 0.7141}, srgb_curve());
const ProfileBytes display_p3 =
    profile({0.5151, 0.2412, -0.0011}, {0.2920, 0.6922, 0.0419}, {0.1571, 0.0666, 0.7841}, srgb_curve());
const ProfileBytes adobe_rgb =
    profile({0.6097, 0.3111, 0.0195}, {0.2053, 0.6257, 0.0609}, {0.1492, 0.0632, 0.7446}, gamma_curve(2.19921875));

FramePtr with_profile(const ProfileBytes& icc) {
  FramePtr frame = make_frame(AV_PIX_FMT_GBRP, 16, 16, [](int, int, int) { return 100; });
  AVFrameSideData* data = av_frame_new_side_data(frame.get(), AV_FRAME_DATA_ICC_PROFILE, icc.size());
  std::memcpy(data->data, icc.data(), icc.size());
  return frame;
}

}  // namespace

TEST_CASE("parse_icc reads Display P3 like the primaries and transfer of that name") {
  ColorInfo named;
  named.primaries = AVCOL_PRI_SMPTE432;
  named.transfer = AVCOL_TRC_IEC61966_2_1;
  const ColorInfo read = describe_color(*with_profile(display_p3));
  REQUIRE(read.icc);
  CHECK(read.needs_mapping());
  const SdrMap by_name(named);
  const SdrMap by_profile(read);
  for (const Vector3& color : {Vector3{1, 1, 1}, {0.5, 0.5, 0.5}, {0.8, 0.3, 0.2}, {0.1, 0.9, 0.2}, {0.3, 0.2, 0.7}}) {
    const Vector3 a = by_name(color), b = by_profile(color);
    for (size_t i = 0; i < 3; ++i) CHECK(std::abs(a[i] - b[i]) < 0.006);
  }
}

TEST_CASE("parse_icc reads the gamma of Adobe RGB") {
  const SdrMap map(describe_color(*with_profile(adobe_rgb)));
  const Vector3 gray = map({0.5, 0.5, 0.5});
  for (const double channel : gray) CHECK(std::abs(channel - 0.5040) < 0.003);
  // sRGB 0.5, 0.5, 0.2 in Adobe RGB.
  const Vector3 olive = map({0.4961, 0.4961, 0.2328});
  CHECK(std::abs(olive[0] - 0.5) < 0.01);
  CHECK(std::abs(olive[2] - 0.2) < 0.01);
}

TEST_CASE("describe_color does not use profiles of sRGB, other kinds and damaged ones") {
  CHECK_FALSE(describe_color(*with_profile(srgb)).icc);
  CHECK_FALSE(describe_color(*with_profile(srgb)).needs_mapping());
  ProfileBytes printer = display_p3;
  std::memcpy(&printer[16], "CMYKLab ", 8);
  CHECK_FALSE(describe_color(*with_profile(printer)).icc);
  for (size_t size = 1; size < display_p3.size() - 4; size += 7) {
    CHECK_FALSE(parse_icc({display_p3.data(), size}));
  }
  // Every byte in turn is damaged: no crash, and no color outside the range.
  for (size_t i = 0; i < display_p3.size(); ++i) {
    ProfileBytes damaged = display_p3;
    damaged[i] ^= 0xff;
    const auto parsed = parse_icc(damaged);
    if (!parsed) continue;
    for (size_t c = 0; c < 3; ++c) {
      for (const double signal : {0.0, 0.5, 1.0}) {
        const double light = parsed->light(c, signal);
        CHECK(light >= 0);
        CHECK(light <= 1);
      }
    }
  }
}
