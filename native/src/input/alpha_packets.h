// Joins the packets of a video with those of its alpha track.
#pragma once

#include <deque>

#include "base/av_ptr.h"

namespace cliploop {

class AlphaPackets {
 public:
  void add_color(PacketPtr packet) { color_.push_back(std::move(packet)); }
  void add_alpha(PacketPtr packet);
  void clear();

  // The next packet of the video with its alpha as side data, as Matroska stores it. nullptr: more packets are needed,
  // or at the end, there are none. Packets without alpha are given back without it.
  PacketPtr take(bool ended);

 private:
  std::deque<PacketPtr> color_;
  std::deque<PacketPtr> alpha_;
};

// The alpha that take() has attached, as a packet with the times of the other; nullptr when there is none.
PacketPtr detach_alpha(const AVPacket& packet);

}  // namespace cliploop
