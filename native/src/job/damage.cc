#include "job/damage.h"

#include <string>

#include "base/status.h"
#include "base/text.h"

namespace cliploop {

void check_damage(const Damage& damage, const Reader& reader) {
  if (2 * damage.segment_errors <= damage.segment_packets) return;
  const std::string encryption = reader.encryption();
  if (!encryption.empty()) throw Failure(Code::INPUT_ENCRYPTED, Stage::DECODE, encryption);
  throw Failure(Code::DECODE_FAILED, Stage::DECODE,
                std::to_string(damage.segment_errors) + " of " +
                    count_text(damage.segment_packets, "packet", "packets") + " of the segment are damaged");
}

}  // namespace cliploop
