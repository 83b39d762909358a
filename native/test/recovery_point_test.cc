#include "input/recovery_point.h"

#include <doctest/doctest.h>

#include <memory>
#include <vector>

using namespace cliploop;

namespace {

using PacketBytes = std::vector<uint8_t>;

struct Parameters {
  Parameters() { value->codec_id = AV_CODEC_ID_HEVC; }
  ~Parameters() {
    value->extradata = nullptr;
    avcodec_parameters_free(&value);
  }
  AVCodecParameters* value = avcodec_parameters_alloc();
};

// A unit of supplemental information with a message of type 5 (user data) and a recovery point after 24 pictures:
// 24 is the number 48 of the code, "00000110000" after "1" is counted: 000001 10000.
const PacketBytes kUnit{39 << 1, 1, 5, 2, 0xaa, 0xbb, 6, 2, 0x06, 0x10, 0x80};

PacketBytes joined(const PacketBytes& a, const PacketBytes& b) {
  PacketBytes out = a;
  out.insert(out.end(), b.begin(), b.end());
  return out;
}

}  // namespace

TEST_CASE("recovery_frames() reads the recovery point of HEVC with start codes") {
  Parameters parameters;
  const PacketBytes access{0, 0, 0, 1, 35 << 1, 1, 0x50};
  CHECK(recovery_frames(*parameters.value, joined(joined(access, {0, 0, 1}), kUnit)) == 24);
  CHECK_FALSE(recovery_frames(*parameters.value, access));
  CHECK_FALSE(recovery_frames(*parameters.value, {}));
}

TEST_CASE("recovery_frames() reads the recovery point of HEVC with lengths") {
  Parameters parameters;
  PacketBytes configuration(32);
  configuration[0] = 1;
  configuration[21] = 3;
  parameters.value->extradata = configuration.data();
  parameters.value->extradata_size = static_cast<int>(configuration.size());
  const PacketBytes slice{0, 0, 0, 4, 1 << 1, 1, 0xd0, 0x10};
  const auto length = static_cast<uint8_t>(kUnit.size());
  CHECK(recovery_frames(*parameters.value, joined(joined({0, 0, 0, length}, kUnit), slice)) == 24);
  CHECK_FALSE(recovery_frames(*parameters.value, slice));
  const PacketBytes cut{0xff, 0xff, 0xff, 0xff, 39 << 1, 1, 6, 200};
  CHECK_FALSE(recovery_frames(*parameters.value, cut));
}
