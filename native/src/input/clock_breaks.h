// Finds the places of a transport or program stream where its clock begins anew, by looking at few of its bytes.
#pragma once

#include <optional>
#include <vector>

#include "input/stamp_probe.h"

namespace cliploop {

// The clock begins anew between these two offsets, in bytes.
struct ClockBreak {
  int64_t before = 0;
  int64_t after = 0;
};

// In the order of the file. A part between two of the places that are looked at is not seen when the clock goes on
// after it: they are 1 MiB apart, or 1/1024 of the file, and further apart when the source is remote. A clock that
// jumps ahead by little more than the time from one place to the next is not seen either. nullopt when the time stamps
// do not tell, or when a part is longer than 12 hours. known: bytes at the beginning that need no look.
std::optional<std::vector<ClockBreak>> find_clock_breaks(StampProbe& probe, Source& source, int64_t known);

// The shortest distance at which a further look is worth its cost, in bytes. A look at a remote source costs about as
// much as reading so many bytes.
int64_t closest_places(const Source& source);

}  // namespace cliploop
