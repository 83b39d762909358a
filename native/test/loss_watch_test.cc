#include "input/loss_watch.h"

#include <doctest/doctest.h>

using namespace cliploop;

namespace {

LossWatch::Finding look(LossWatch& watch, int64_t dts, bool reported = false) {
  const PacketPtr packet = new_packet();
  packet->dts = dts;
  if (reported) packet->flags |= AV_PKT_FLAG_CORRUPT;
  return watch.look(*packet);
}

// The time stamp of the last of ten packets.
int64_t look_at_ten(LossWatch& watch) {
  for (int64_t i = 0; i < 10; ++i) {
    const auto finding = look(watch, i * 3600);
    CHECK_FALSE(finding.suspect);
    CHECK_FALSE(finding.lost);
  }
  return 9 * 3600;
}

}  // namespace

TEST_CASE("LossWatch finds packets that are missing after a report of the container") {
  LossWatch watch;
  const int64_t last = look_at_ten(watch);
  CHECK(look(watch, last + 3600, true).suspect);
  CHECK_FALSE(look(watch, last + 7200).lost);
  CHECK(look(watch, last + 5 * 3600).lost);
  CHECK_FALSE(look(watch, last + 9 * 3600).lost);  // reported once
}

TEST_CASE("LossWatch takes joined files without a hole as whole") {
  LossWatch watch;
  const int64_t last = look_at_ten(watch);
  const auto joint = look(watch, last + 3600, true);
  CHECK(joint.suspect);
  CHECK_FALSE(joint.lost);
  for (int64_t i = 2; i < 10; ++i) CHECK_FALSE(look(watch, last + i * 3600).lost);
}

TEST_CASE("LossWatch takes long frames without a report as whole") {
  LossWatch watch;
  const int64_t last = look_at_ten(watch);
  CHECK_FALSE(look(watch, last + 90'000).lost);
}

TEST_CASE("LossWatch takes a variable frame rate into account") {
  LossWatch watch;
  look(watch, 0);
  look(watch, 9000);
  look(watch, 12'000);
  look(watch, 15'000, true);
  CHECK_FALSE(look(watch, 25'000).lost);
}
