#include "input/alpha_packets.h"

#include <algorithm>
#include <cstring>

namespace cliploop {
namespace {

constexpr size_t kMostPackets = 64;  // packets; the tracks are interleaved more closely
constexpr size_t kIdentifier = 8;    // bytes before the data, the number 1 for alpha

void attach(AVPacket& packet, const AVPacket& alpha) {
  const auto size = static_cast<size_t>(alpha.size);
  uint8_t* data = av_packet_new_side_data(&packet, AV_PKT_DATA_MATROSKA_BLOCKADDITIONAL, kIdentifier + size);
  if (data == nullptr) throw std::bad_alloc();
  std::memset(data, 0, kIdentifier);
  data[kIdentifier - 1] = 1;
  std::memcpy(data + kIdentifier, alpha.data, size);
}

}  // namespace

void AlphaPackets::add_alpha(PacketPtr packet) {
  alpha_.push_back(std::move(packet));
  // Without a packet of the video, take() does not remove any.
  if (color_.empty() && alpha_.size() > kMostPackets) alpha_.pop_front();
}

void AlphaPackets::clear() {
  color_.clear();
  alpha_.clear();
}

PacketPtr AlphaPackets::take(bool ended) {
  if (color_.empty()) return nullptr;
  const int64_t stamp = color_.front()->pts;
  const auto found =
      std::find_if(alpha_.begin(), alpha_.end(), [&](const PacketPtr& alpha) { return alpha->pts == stamp; });
  const bool full = color_.size() > kMostPackets || alpha_.size() > kMostPackets;
  if (found == alpha_.end() && !ended && !full) return nullptr;
  PacketPtr packet = std::move(color_.front());
  color_.pop_front();
  if (found != alpha_.end()) {
    attach(*packet, **found);
    alpha_.erase(alpha_.begin(), std::next(found));
  }
  return packet;
}

PacketPtr detach_alpha(const AVPacket& packet) {
  size_t size = 0;
  const uint8_t* data = av_packet_get_side_data(&packet, AV_PKT_DATA_MATROSKA_BLOCKADDITIONAL, &size);
  if (data == nullptr || size <= kIdentifier) return nullptr;
  PacketPtr alpha = new_packet();
  if (av_new_packet(alpha.get(), static_cast<int>(size - kIdentifier)) < 0) throw std::bad_alloc();
  std::memcpy(alpha->data, data + kIdentifier, size - kIdentifier);
  alpha->pts = packet.pts;
  alpha->dts = packet.dts;
  alpha->duration = packet.duration;
  alpha->flags = packet.flags;
  return alpha;
}

}  // namespace cliploop
