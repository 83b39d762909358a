// Decodes with many threads, and damaged parts so that they look the same with any number of threads.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "input/decoder.h"
#include "input/loss_watch.h"
#include "input/sequence_size.h"

namespace cliploop {

// With several threads, a decoder repairs a damaged frame from whatever its neighbors have at that moment. So at the
// first report of damage, the packets since an earlier key frame are decoded again with one thread, before a damaged
// frame is returned. Later, after an undamaged key frame that no frame refers across, decoding goes on with many
// threads.
class RobustDecoder {
 public:
  // Of the packets that it keeps for decoding again, at most. One packet more may be longer.
  static constexpr int64_t kHistoryBytes = 32 << 20;

  struct Options {
    int threads = 1;
    int64_t max_pixels = 0;
    bool show_all = false;  // see Decoder::Options
    const AVStream* alpha = nullptr;
  };
  struct Input {
    PacketPtr packet;   // null at the end
    bool skip = false;  // its frame is not needed
    bool anew = false;  // it does not continue the packets before
  };
  using Read = std::function<Input()>;

  // read returns the packets in decoding order.
  RobustDecoder(const AVStream& stream, const Options& options, AvLog& log, CancelToken& cancel, Read read);

  // Call this after the packets changed their position, and before the first packet. after_seek: decoding does not
  // begin at the first packet of the file. repeatable: decode with one thread from here on, and never ask to start
  // earlier.
  void start(bool after_seek, bool repeatable);

  enum class Outcome { FRAME, END, START_EARLIER };
  // The next frame in display order. START_EARLIER: the packets before the position of start() are needed. Then start
  // again at an earlier key frame or at the first packet, with repeatable, and drop the frames that came before.
  Outcome next(FramePtr& frame);

  // Decodes with at most this number of threads from here on, which frees the memory of the others. The frames stay the
  // same. When the packets for that are no longer kept, next() returns START_EARLIER.
  void limit_threads(int threads);
  // Decodes with this number of threads from here on. What was decoded since start() is decoded again.
  void use_threads(int threads);

  bool can_skip() const { return decoder_->can_skip(); }
  // Whether damage made this decoder start again with one thread.
  bool is_repeatable() const { return repeatable_; }

  // Packets that gave no frame, or a frame that the decoder knows is damaged. At each returned frame, the number is the
  // same for any number of threads.
  int64_t damaged() const { return damaged_; }
  // Those of them that are displayed at or after the time stamp of set_late(), or that have no time stamp.
  int64_t late_damaged() const { return late_damaged_; }
  // Those of them that are displayed before the time stamp, or that have no time stamp. Of the last ones it is exact.
  int64_t damaged_before(int64_t stamp) const;
  void set_late(std::optional<int64_t> stamp) { late_ = stamp; }

 private:
  struct Sent {
    PacketPtr packet;
    int64_t number = 0;
    bool skip = false;
    LossWatch::Finding loss = {};
    bool anew = false;
    bool key() const { return (packet->flags & AV_PKT_FLAG_KEY) != 0; }
  };
  std::unique_ptr<Decoder> make_decoder(bool repeatable);
  // False when packets before the history are needed.
  bool decode_again();
  void restart(bool repeatable);
  void feed();
  // Whether the decoder would lose its last frames, because the pictures have another size from this packet on, or do
  // not continue those before.
  bool must_drain(const Sent& next);
  // The packet `ahead` places after the next one to send, or null at the end.
  Sent* peek(size_t ahead);
  // Finds new damage. Returns the number of the first damaged packet.
  std::optional<int64_t> count(const AVFrame* frame);
  size_t fixed_start(int64_t damaged) const;
  void mark_damaged(int64_t number);
  void trim_history();
  void drop_history(size_t count);
  bool may_use_threads(const Sent& next);

  const AVStream& stream_;
  Options options_;
  const bool intra_only_;
  AvLog& log_;
  CancelToken& cancel_;
  const Read read_;
  std::unique_ptr<Decoder> decoder_;
  bool after_seek_ = false;
  bool final_ = false;  // stays repeatable
  bool repeatable_ = false;
  bool fed_ = false;               // the decoder has got a packet
  bool from_fixed_start_ = false;  // decoding with one thread began at a position that depends only on the file
  int64_t known_damage_ = -1;      // number of the last damaged packet before many threads were used again

  std::deque<Sent> history_;  // packets that may be decoded again, then those that are not sent yet
  size_t next_ = 0;           // index in history_ of the packet to send
  int64_t history_bytes_ = 0;
  bool history_incomplete_ = false;
  bool start_earlier_ = false;  // the decoder of the last frame was freed, and its packets are no longer kept
  int64_t read_count_ = 0;
  bool packets_ended_ = false;
  bool flushed_ = false;
  bool switching_ = false;  // to many threads, after the remaining frames
  bool draining_ = false;   // continues with the same threads, after the remaining frames
  LossWatch losses_;
  bool sent_suspect_ = false;              // to the current decoder
  LossWatch::Finding sent_losses_;         // with the last packet, before count()
  std::optional<int64_t> drained_before_;  // number of the packet
  std::optional<SequenceSize> size_;       // stated by the packets that the decoder has

  struct Returned {
    int64_t number = 0;  // of the packet
    int64_t pts = 0;     // a frame that is shown again has the same number
    bool operator==(const Returned&) const = default;
  };
  std::optional<Returned> last_returned_;
  std::optional<Returned> skip_until_;  // frames up to this one were returned before
  int64_t trimmed_at_ = 0;
  int64_t count_from_ = 0;  // damage of earlier packets is that of the position, not of the file
  int64_t sent_ = -1;
  int64_t errors_seen_ = 0;
  int64_t reports_seen_ = 0;
  int64_t last_damage_ = -1;
  int64_t threads_since_ = 0;
  int quick_relapses_ = 0;
  std::vector<int64_t> marks_;                  // damaged packets that count() found
  std::map<int64_t, int64_t> damaged_packets_;  // the numbers of the last ones, and their time stamps
  int64_t damaged_ = 0;
  int64_t late_damaged_ = 0;
  std::optional<int64_t> late_;
};

}  // namespace cliploop
