#include "input/alpha_packets.h"

#include <doctest/doctest.h>

using namespace cliploop;

namespace {

PacketPtr packet(int64_t stamp) {
  PacketPtr made = new_packet();
  REQUIRE(av_new_packet(made.get(), 4) >= 0);
  made->pts = stamp;
  return made;
}

bool has_alpha_at(AlphaPackets& packets, int64_t stamp) {
  packets.add_color(packet(stamp));
  const PacketPtr taken = packets.take(true);
  return taken && detach_alpha(*taken) != nullptr;
}

}  // namespace

TEST_CASE("AlphaPackets joins packets with the same time stamp") {
  AlphaPackets packets;
  packets.add_alpha(packet(0));
  packets.add_alpha(packet(1));
  CHECK(has_alpha_at(packets, 1));
  CHECK_FALSE(has_alpha_at(packets, 2));
}

TEST_CASE("AlphaPackets keeps few packets of alpha without a video") {
  constexpr int kCount = 1000;
  AlphaPackets oldest;
  AlphaPackets newest;
  for (int i = 0; i < kCount; ++i) {
    oldest.add_alpha(packet(i));
    newest.add_alpha(packet(i));
  }
  CHECK_FALSE(has_alpha_at(oldest, 0));
  CHECK(has_alpha_at(newest, kCount - 1));
}
