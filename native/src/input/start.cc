// Finds the first whole frame of files that begin in the middle of a group of pictures, and continues after damage from
// an earlier position. These are methods of Reader.
#include <algorithm>
#include <deque>

#include "base/av_compat.h"
#include "input/encryption.h"
#include "input/reader.h"
#include "input/whole_frame.h"

namespace cliploop {
namespace {

constexpr int64_t kSearchPackets = 3000;
constexpr int64_t kSearchBytes = 256 << 20;
constexpr int kSearchFrames = 600;  // frames that may be dropped although a packet claimed to be a key frame
constexpr int kEarlierSeeks = 3;

bool is_intra_only(AVCodecID codec) {
  const AVCodecDescriptor* descriptor = avcodec_descriptor_get(codec);
  return descriptor != nullptr && (descriptor->props & AV_CODEC_PROP_INTRA_ONLY) != 0;
}

bool is_key(const AVPacket& packet) { return (packet.flags & AV_PKT_FLAG_KEY) != 0; }

// Whether the packet gives a whole frame without any other. Some muxers mark no packets as key frames.
bool decodes_alone(const AVStream& stream, const AVPacket& packet, int64_t max_pixels, AvLog& log,
                   CancelToken& cancel) {
  Decoder decoder(stream, {1, max_pixels, true, false}, log, cancel);
  const PacketPtr copy(av_packet_clone(&packet));
  if (!copy) throw std::bad_alloc();
  remove_signal_byte(stream, *copy);
  decoder.send(copy.get(), 0);
  FramePtr frame = decoder.receive();
  if (!frame) {
    decoder.send(nullptr, 0);
    frame = decoder.receive();
  }
  return frame && frame_is_key(*frame) && !is_damaged(*frame) && !decoder.reported_damage();
}

}  // namespace

void Reader::note_first_packet(const AVPacket& packet) {
  if ((packet.flags & AV_PKT_FLAG_DISCARD) == 0 && packet.pts != AV_NOPTS_VALUE) first_stamps_.push_back(packet.pts);
}

bool Reader::find_first_key_packet() {
  if (is_intra_only(stream_->codecpar->codec_id)) return true;
  int64_t packets = 0;
  int64_t bytes = 0;
  while (packets < kSearchPackets && bytes < kSearchBytes) {
    PacketPtr packet = read_packet();
    if (!packet) {
      encrypted_ = encrypted_ || parts_->is_scrambled();
      return false;
    }
    if (!first_found_) {
      note_first_packet(*packet);
      if (packets == 0) passed_.first_dts = packet->dts;
      passed_.last_dts = packet->dts;
    }
    if (is_encrypted(*packet)) {
      encrypted_ = true;
      return false;
    }
    if (is_key(*packet) || (packets == 0 && decodes_alone(*stream_, *packet, options_.max_pixels, log_, cancel_))) {
      push(std::move(packet));
      return true;
    }
    ++packets;
    bytes += packet->size;
    if (first_found_) continue;
    ++passed_.packets;
    passed_.lack_stamps = passed_.lack_stamps || packet->pts == AV_NOPTS_VALUE;
    passed_.end = clock_.end();
  }
  return false;
}

FramePtr Reader::decode_first_frame() {
  const auto begin = [this](bool show_all) {
    show_all_ = show_all;
    first_stamps_.clear();
    first_found_ = false;
    passed_ = {};
    dropped_ = {};
    refreshed_at_.reset();
    open_input();
  };
  FramePtr frame;
  const auto first_whole = [&] {
    for (int tried = 0; tried < kSearchFrames; ++tried) {
      frame = decode_next();
      const bool after_damage = decoder_->damaged() > 0;
      if (!frame || is_whole(stream_->codecpar->codec_id, *frame, show_all_, after_damage)) return frame != nullptr;
      if (refreshed_at_ && packet_number(*frame) >= *refreshed_at_) return true;
    }
    return false;
  };
  if (!lacks_key_frame_) {
    begin(false);
    const bool found = find_first_key_packet();
    if (found) decoder_->start(false, false);
    if (found && first_whole()) return frame;
    if (encrypted_) return nullptr;
    // Without key frames, a picture of which all parts are intra-coded is the best start.
    begin(true);
    decoder_->start(false, false);
    if (first_whole()) return frame;
    if (encrypted_) return nullptr;
    lacks_key_frame_ = true;
  }
  begin(true);
  decoder_->start(false, false);
  return decode_next();
}

void Reader::measure_dropped(const AVFrame& first) {
  first_found_ = true;
  if (first.pts != AV_NOPTS_VALUE) {
    const auto before = [&](int64_t stamp) { return stamp < first.pts; };
    dropped_.frames = std::count_if(first_stamps_.begin(), first_stamps_.end(), before);
    if (dropped_.frames > 0) {
      const int64_t earliest = *std::min_element(first_stamps_.begin(), first_stamps_.end());
      dropped_.seconds =
          (Rational{first.pts} - Rational{earliest}) * Rational{stream_->time_base.num, stream_->time_base.den};
    }
  }
  if (passed_.lack_stamps) {
    // Their time of display is unknown, but all of them are before the first frame.
    const bool timed = passed_.first_dts != AV_NOPTS_VALUE && passed_.last_dts != AV_NOPTS_VALUE;
    const Rational tick{stream_->time_base.num, stream_->time_base.den};
    dropped_.frames = passed_.packets;
    dropped_.seconds = timed ? (Rational{passed_.last_dts} - Rational{passed_.first_dts}) * tick
                             : timeline_.interval() * Rational{passed_.packets};
    // The clock of the packets counts those from 0.
    if (!timed && first.best_effort_timestamp == AV_NOPTS_VALUE && passed_.end) timeline_.set_origin(*passed_.end);
  }
  if (dropped_.frames > 0) {
    errors_before_first_ = decoder_->damaged_before(first.pts);
  }
  first_stamps_.clear();
}

bool Reader::seek_before(int64_t stamp) {
  const Rational second = Rational{1} / Rational{stream_->time_base.num, stream_->time_base.den};
  Rational back = second;
  for (int tried = 0; tried < kEarlierSeeks; ++tried) {
    const int64_t target = (Rational{stamp} - back).floored();
    back = back * Rational{3};
    if (!parts_->seek(target)) continue;
    drop(true);
    clock_.reset();
    leading_before_.reset();
    saw_all_ = false;
    PacketPtr packet = read_packet();
    while (packet && packet->pts != AV_NOPTS_VALUE && packet->pts < stamp && !is_key(*packet)) packet = read_packet();
    if (!packet || packet->pts == AV_NOPTS_VALUE || packet->pts >= stamp) continue;
    seek_key_ = packet->pts;
    push(std::move(packet));
    return true;
  }
  return false;
}

bool Reader::walk_before(int64_t stamp) {
  open_input();
  constexpr int64_t kMaxHeld = int64_t{64} << 20;  // bytes
  std::deque<PacketPtr> ahead;
  int64_t held = 0;
  bool found = false;
  while (PacketPtr packet = read_packet()) {
    const int64_t shown = packet->pts;
    if (is_key(*packet) && shown != AV_NOPTS_VALUE) {
      if (shown >= stamp) {
        ahead.push_back(std::move(packet));
        break;
      }
      ahead.clear();
      held = 0;
      found = true;
      seek_key_ = shown;
    }
    held += packet->size;
    if (held > kMaxHeld) return false;
    ahead.push_back(std::move(packet));
  }
  const std::optional<int64_t> key = seek_key_;
  drop(true);
  for (auto& packet : ahead) push(std::move(packet));
  seek_key_ = key;
  walked_ = true;
  return found;
}

void Reader::start_earlier() {
  const std::optional<int64_t> last = last_stamp_;
  const int64_t returned = decoded_;
  const int64_t packets = segment_packets_;
  const int64_t skipped = skipped_;
  const int64_t errors_before_first = errors_before_first_;
  const bool after_seek = !from_start_;
  const std::optional<int64_t> key = seek_key_;
  const bool walked = walked_;
  const Timeline timeline = timeline_;
  bool earlier = false;
  if (after_seek && key) earlier = walked ? walk_before(*key) : seek_before(*key);
  if (earlier) {
    skip_through_ = last;
  } else {
    open_input();
    if (!show_all_ && !find_first_key_packet()) {
      throw Failure(Code::DECODE_FAILED, Stage::DECODE, "the file changed while it was read");
    }
    decoder_->start(false, true);
    if (after_seek) {
      from_start_ = false;
      skip_through_ = last;
    } else {
      skip_count_ = returned;
      errors_before_first_ = errors_before_first;
    }
  }
  timeline_ = timeline;
  decoded_ = returned;
  segment_packets_ = packets;
  skipped_ = skipped;
  last_stamp_ = last;
}

std::string Reader::encryption() const {
  if (parts_->is_scrambled() || demuxer_->is_scrambled(*stream_)) return kScrambled;
  std::string found = encryption_of(demuxer_->format(), *stream_, source_, log_, cancel_);
  demuxer_->resume();
  return found;
}

void Reader::refuse_encrypted_end() const {
  if (ends_encrypted_ || parts_->is_scrambled()) {
    throw Failure(Code::INPUT_ENCRYPTED, Stage::DECODE, kScrambled);
  }
}

void Reader::fail_encrypted() const {
  const std::string how = encryption();
  throw Failure(Code::INPUT_ENCRYPTED, Stage::DECODE, how.empty() ? "Common Encryption" : how);
}

}  // namespace cliploop
