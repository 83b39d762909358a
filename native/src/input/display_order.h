// Finds when the frames of a stream are displayed, in containers that state only when they are decoded.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <tuple>

#include "base/av_ptr.h"

namespace cliploop {

// Reads from each packet the place of its frame in display order. The frame at each place is displayed when the packet
// at the same place of the file is decoded. Packets are decoded earlier by the frames that the decoder holds back.
class DisplayOrder {
 public:
  // Null when the container states when frames are displayed, or when libav cannot parse the codec.
  static std::unique_ptr<DisplayOrder> make(const AVFormatContext& format, const AVStream& stream);

  // Takes the next packet in decoding order.
  void add(PacketPtr packet);
  // The next packet in decoding order, with its presentation time stamp and duration. nullptr: more packets are needed,
  // or at the end, there are none.
  PacketPtr take(bool ended);
  // Call this after a seek.
  void clear();

 private:
  struct Waiting {
    PacketPtr packet;
    bool timed = false;
  };
  // Sequence, order in the sequence, number of the packet.
  using Place = std::tuple<int64_t, int64_t, int64_t>;

  explicit DisplayOrder(const AVStream& stream);
  void open_parser();
  Place place_of(const AVPacket& packet);
  int64_t stamp_at(size_t index) const;
  // Sets the times of the frame that is displayed first.
  void time_first();
  void drain();

  const AVStream& stream_;
  const bool counts_pictures_;  // packets have the number of their picture; else only its type
  const size_t delay_;          // frames
  const int64_t shift_;         // ticks, the usual time of the delay
  const size_t ahead_;          // packets; no frame is displayed after so many that follow it in decoding order
  const size_t most_waiting_;   // packets from the oldest untimed one on
  ParserPtr parser_;
  CodecPtr context_;
  std::deque<Waiting> waiting_;        // in decoding order
  std::map<Place, Waiting*> untimed_;  // in display order
  std::deque<int64_t> stamps_;         // when packets are decoded, from the first untimed place on
  int64_t step_ = 1;                   // the last difference of stamps
  std::optional<int64_t> last_;        // stamp
  int64_t number_ = 0;
  int64_t sequence_ = 0;
  std::optional<int64_t> highest_;  // picture number in the sequence
  int64_t references_ = 0;          // pictures that are not of type B
};

}  // namespace cliploop
