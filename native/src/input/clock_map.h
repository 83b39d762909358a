// The places of a transport or program stream where its clock begins anew, with the continuous time of each part, so
// that reading can begin in any part.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "input/clock_breaks.h"
#include "input/packet_clock.h"
#include "input/parts.h"

namespace cliploop {

class ClockMap {
 public:
  // clock: reads the packets around a break. nullopt when the time stamps do not tell, or when the format is
  // another one. joins() is 0 when the clock does not begin anew. parts: has another position afterwards when
  // `moved` is set.
  static std::optional<ClockMap> make(Parts& parts, Source& source, PacketClock& clock, int64_t known, bool& moved);

  // The number of parts after the first one.
  size_t joins() const { return parts_.size() - 1; }
  struct Place {
    int64_t offset = 0;  // bytes; 0 = the beginning of the file
    int64_t shift = 0;   // from the time stamps of the file there to continuous ones
  };
  // A place before all packets that are decoded at or after the continuous time stamp, and close to them.
  Place before(int64_t stamp) const;
  // The last decoding time stamp of the video, continuous; nullopt when it is unknown.
  std::optional<int64_t> last() const { return last_; }

 private:
  struct Part {
    int64_t begin = 0;  // bytes
    int64_t end = 0;
    int64_t first = 0;  // continuous time stamp
    int64_t shift = 0;
  };
  ClockMap(Source& source, std::unique_ptr<StampProbe> probe);
  // Adds the part after some breaks that are close together. False when their packets do not tell its time.
  bool add(Parts& parts, PacketClock& clock, const ClockBreak& around);

  Source* source_;
  std::unique_ptr<StampProbe> probe_;
  std::vector<Part> parts_;
  std::optional<int64_t> last_;
};

}  // namespace cliploop
