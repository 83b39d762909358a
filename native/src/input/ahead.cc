// Reads packets ahead of the decoder, for plans. These are methods of Reader.
#include <algorithm>
#include <utility>

#include "input/reader.h"

namespace cliploop {

void Reader::note(const AVPacket& packet) {
  if ((packet.flags & AV_PKT_FLAG_DISCARD) != 0) return;
  noted_all_ = noted_all_ && packet.pts != AV_NOPTS_VALUE;
  notes_.push_back({packet.pts, packet.size, (packet.flags & AV_PKT_FLAG_KEY) != 0});
}

std::optional<Reader::Ahead> Reader::read_ahead(std::optional<Rational> end, int64_t most_bytes) {
  Ahead out;
  const int64_t last = end ? timeline_.stamp_of(*end) : INT64_MAX;
  int64_t kept = 0;
  while (!packets_ended_ && noted_all_) {
    cancel_.check();
    PacketPtr packet = read_packet();
    if (!packet) {
      packets_ended_ = true;
      break;
    }
    // No frame is displayed before it is decoded.
    const int64_t decoded = packet->dts != AV_NOPTS_VALUE ? packet->dts : packet->pts;
    const bool beyond = decoded != AV_NOPTS_VALUE && decoded > last;
    kept += packet->size;
    if (kept <= most_bytes) push(std::move(packet));
    if (beyond) break;
  }
  noting_ = false;
  out.ended = packets_ended_;
  if (!noted_all_ || clock_.restarts() > 0) return std::nullopt;
  for (const auto& note : notes_) out.packets.push_back({timeline_.time_of(note.stamp), note.bytes, note.key});
  notes_ = {};
  std::stable_sort(out.packets.begin(), out.packets.end(),
                   [](const PacketNote& a, const PacketNote& b) { return a.time < b.time; });
  return out;
}

bool Reader::jump_to(Rational time) {
  if (fell_back_ || !demuxer_->can_seek() || clock_.restarts() > 0) return false;
  if (time <= first_.time + first_.duration) return false;
  return seek_to(time);
}

}  // namespace cliploop
