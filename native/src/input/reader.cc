#include "input/reader.h"

#include <algorithm>
#include <vector>

#include "base/av_compat.h"
#include "base/text.h"
#include "input/decoder_memory.h"
#include "input/encryption.h"
#include "input/oversize.h"
#include "input/recovery_point.h"
#include "input/stated_duration.h"
#include "input/stream_facts.h"
#include "input/unused_alpha.h"
#include "input/whole_frame.h"

namespace cliploop {
namespace {

constexpr size_t kWindow = 24;  // packets to read ahead, more than any codec reorders

std::optional<int64_t> stamp_of(const AVFrame& frame) {
  if (frame.best_effort_timestamp == AV_NOPTS_VALUE) return std::nullopt;
  return frame.best_effort_timestamp;
}

Rational frame_interval(const AVStream& stream) {
  const Rational rate = nominal_frame_rate(stream);
  return rate > Rational{} ? Rational{1} / rate : Rational{1, 25};
}

// A copy of the properties of a frame, without its samples.
FramePtr without_samples(const AVFrame& frame) {
  FramePtr out = new_frame();
  out->format = frame.format;
  out->width = frame.width;
  out->height = frame.height;
  if (av_frame_copy_props(out.get(), &frame) < 0) throw std::bad_alloc();
  return out;
}

}  // namespace

Reader::Reader(Source& source, const Options& options, AvLog& log, CancelToken& cancel)
    : source_(source), options_(options), log_(log), cancel_(cancel), noting_(options.notes) {
  open();
}

void Reader::clear_ahead() {
  ready_.clear();
  window_.clear();
  window_stamps_.clear();
  past_stamps_.clear();
  notes_.clear();
  noted_all_ = true;
  packets_ended_ = false;
  encrypted_ = false;
}

void Reader::clear_counts() {
  decoded_ = 0;
  segment_packets_ = 0;
  taken_packets_ = 0;
  pending_stamps_.clear();
  skipped_ = 0;
  pending_skipped_.clear();
  errors_before_first_ = 0;
  skip_count_ = 0;
  skip_through_.reset();
  last_stamp_.reset();
  seek_key_.reset();
  walked_ = false;
}

int64_t Reader::decoding_bytes(int threads) const {
  const int64_t size = source_.size();
  const int64_t packets = size < 0 ? RobustDecoder::kHistoryBytes : std::min(RobustDecoder::kHistoryBytes, size);
  int64_t bytes = decoder_bytes(*stream_->codecpar, threads) + packets + demuxer_->held_bytes();
  if (const AVStream* alpha = demuxer_->alpha(); alpha != nullptr) {
    // As many of its pictures wait as the threads are ahead.
    bytes += decoder_bytes(*alpha->codecpar, 1) + decoder_bytes(*alpha->codecpar, threads);
  } else if (has_side_alpha(*stream_)) {
    bytes += decoder_bytes(*stream_->codecpar, 1);
  }
  return bytes;
}

void Reader::limit_threads(int threads) {
  most_threads_ = std::min(most_threads_, threads);
  threads_ = std::min(threads_, threads);
  decoder_->limit_threads(threads_);
}

void Reader::use_threads(int threads) {
  options_.threads = threads;
  threads_ = usable_threads();
  decoder_->use_threads(threads_);
}

int Reader::usable_threads() const {
  return affordable_threads(*stream_->codecpar, std::min(options_.threads, most_threads_), options_.max_memory / 2);
}

void Reader::open_input() {
  clear_ahead();
  clear_counts();
  decoder_.reset();
  parts_.reset();
  unused_alpha_.reset();
  parts_ = std::make_unique<Parts>(source_, parts_options(), log_, cancel_);
  choice_ = parts_->choice();
  demuxer_ = &parts_->first();
  stream_ = &parts_->stream();
  // libav does not know the codec of some encrypted streams.
  if (stream_->codecpar->codec_id == AV_CODEC_ID_NONE && !encryption().empty()) fail_encrypted();
  threads_ = usable_threads();
  decoder_ = std::make_unique<RobustDecoder>(
      *stream_, RobustDecoder::Options{threads_, options_.max_pixels, show_all_, demuxer_->alpha()}, log_, cancel_,
      [this] { return read_input(); });
  decoder_->set_late(segment_stamp_);
  interlace_.reset();
  if (decoder_->can_skip()) interlace_.emplace(*stream_);
  clock_ = make_clock();
  joins_ = joins_by_structure(*parts_, source_);
  leading_before_.reset();
  from_start_ = true;
  saw_all_ = true;
}

void Reader::open() {
  FramePtr frame = decode_first_frame();
  if (!frame) {
    if (encrypted_ || !encryption().empty()) fail_encrypted();
    throw_if_oversized(log_, options_.max_pixels);
    const auto lines = log_.lines();
    const std::string video = std::string(avcodec_get_name(stream_->codecpar->codec_id)) + " video";
    throw Failure(Code::DECODE_FAILED, Stage::DECODE,
                  (taken_packets_ == 0 ? "no packet of the " + video + " could be read"
                                       : "no frame of the " + video + " could be decoded from its " +
                                             count_text(taken_packets_, "packet", "packets")) +
                      (lines.empty() ? "" : " (" + lines.back() + ")"));
  }
  timeline_ = Timeline({stream_->time_base.num, stream_->time_base.den}, frame_interval(*stream_));
  measure_dropped(*frame);
  ready_.push_back(time(std::move(frame)));
  first_ = ready_.back();
  first_.frame = without_samples(*first_.frame);
}

Parts::Options Reader::parts_options() const {
  return {options_.stream, {options_.max_pixels, options_.input_fps, options_.threads == 1}, choice_};
}

void Reader::refine(AVFrame& frame) const {
  if (unused_alpha_.value_or(false)) ignore_alpha(frame);
  if (const PictureArea* area = demuxer_->shown_area(*stream_)) crop_frame(frame, *area);
}

bool Reader::states_durations() const { return has_plausible_rate(*stream_); }

PacketClock Reader::make_clock() const {
  PacketClock::Rules rules;
  rules.tick = {stream_->time_base.num, stream_->time_base.den};
  rules.interval = frame_interval(*stream_);
  rules.may_jump = (demuxer_->format().iformat->flags & AVFMT_TS_DISCONT) != 0;
  rules.discards_parts = is_fragmented(demuxer_->format(), *stream_);
  rules.states_durations = states_durations();
  rules.delay = stream_->codecpar->video_delay;
  return PacketClock(rules);
}

void Reader::set_sample_times(const SampleTimes* sample_times) {
  sample_times_ = decoder_ && decoder_->can_skip() ? sample_times : nullptr;
}

bool Reader::is_encrypted(const AVPacket& packet) const {
  return cliploop::is_encrypted(*stream_, packet) || parts_->is_scrambled(packet);
}

void Reader::push(PacketPtr packet) {
  if (packet->pts != AV_NOPTS_VALUE) window_stamps_.insert(packet->pts);
  if (interlace_) interlace_->look(*packet);
  window_.push_back(std::move(packet));
}

void Reader::use_key_frames(const std::function<void(KeyFrames&)>& use) {
  if (!demuxer_->random_access()) return;
  try {
    KeyFrames frames(source_, {options_.max_pixels, options_.input_fps}, *stream_, timeline_, options_.max_pixels,
                     cancel_);
    use(frames);
  } catch (const Failure&) {
    cancel_.check();
  }
  demuxer_->resume();
}

std::optional<TimedFrame> Reader::next() {
  TimedFrame timed;
  if (!ready_.empty()) {
    timed = std::move(ready_.front());
    ready_.pop_front();
  } else {
    FramePtr frame = decode_next();
    if (!frame) {
      // A segment may end before the encrypted part.
      const bool needed = !sample_times_ || sample_times_->next_sample(last_end_.value_or(Rational{}));
      if (encrypted_ && needed) fail_encrypted();
      return std::nullopt;
    }
    timed = time(std::move(frame));
  }
  last_end_ = timed.time + timed.duration;
  return timed;
}

TimedFrame Reader::time(FramePtr frame) {
  const Rational tick{stream_->time_base.num, stream_->time_base.den};
  const Rational stated = Rational{frame_duration(*frame)} * tick;
  const Rational duration = states_durations() && stated > Rational{} ? stated : timeline_.interval();
  const Rational at = timeline_.place(stamp_of(*frame), duration);
  return {std::move(frame), at, duration};
}

Rational Reader::end_after(const TimedFrame& last) const {
  const Rational tick{stream_->time_base.num, stream_->time_base.den};
  const Rational stated = Rational{frame_duration(*last.frame)} * tick;
  if (states_durations() && stated > Rational{}) return last.time + last.duration;
  return last.time + std::max(stated, Rational{clock_.last_interval()} * tick);
}

FramePtr Reader::decode_next() {
  while (true) {
    FramePtr frame;
    if (decoder_->next(frame) == RobustDecoder::Outcome::START_EARLIER) {
      start_earlier();
      continue;
    }
    if (!frame) {
      count_packets(INT64_MAX);
      return nullptr;
    }
    const std::optional<int64_t> stamp = stamp_of(*frame);
    if (skip_count_ > 0) {
      --skip_count_;
      continue;
    }
    if (skip_through_ && stamp && *stamp <= *skip_through_) continue;
    skip_through_.reset();
    ++decoded_;
    last_stamp_ = stamp;
    if (stamp) count_packets(*stamp);
    demuxer_->describe(*stream_, *frame);
    refine(*frame);
    return frame;
  }
}

PacketPtr Reader::read_packet() {
  constexpr int kMostSkipped = 300;  // packets; some streams have no more key frames
  const auto read = [this] { return clock_.next([this] { return parts_->read(); }); };
  const auto is_key = [](const PacketPtr& packet) { return packet && (packet->flags & AV_PKT_FLAG_KEY) != 0; };
  PacketPtr packet = read();
  if (leading_before_) {
    // The frames that follow the key frame and are displayed before it refer to others that are not in the file.
    while (packet && !clock_.began_part() && !is_key(packet) && packet->pts != AV_NOPTS_VALUE &&
           packet->pts < *leading_before_) {
      count_skipped(*packet);
      packet = read();
    }
    leading_before_.reset();
  }
  if (clock_.began_part() && saw_key_ && !is_key(packet)) {
    // So do the frames up to the next key frame.
    for (int skipped = 0; packet && !is_key(packet) && skipped < kMostSkipped; ++skipped) {
      cancel_.check();
      count_skipped(*packet);
      packet = read();
    }
    if (is_key(packet) && packet->pts != AV_NOPTS_VALUE) leading_before_ = packet->pts;
    if (packet) packet->opaque = this;  // the decoder begins anew
  }
  saw_key_ = saw_key_ || is_key(packet);
  if (packet && noting_) note(*packet);
  return packet;
}

bool Reader::is_after_last(const AVPacket& packet) const {
  return packet.pts >= segment_stamp_.value_or(INT64_MIN) && packet.pts > last_stamp_.value_or(INT64_MIN);
}

void Reader::count_skipped(const AVPacket& packet) {
  if (packet.pts == AV_NOPTS_VALUE) {
    ++segment_packets_;
    ++skipped_;
  } else if (is_after_last(packet)) {
    pending_stamps_.insert(packet.pts);
    pending_skipped_.insert(packet.pts);
  }
}

void Reader::count_packets(int64_t through) {
  const auto take = [&](std::multiset<int64_t>& stamps) {
    const auto end = stamps.upper_bound(through);
    const int64_t count = std::distance(stamps.begin(), end);
    stamps.erase(stamps.begin(), end);
    return count;
  };
  segment_packets_ += take(pending_stamps_);
  skipped_ += take(pending_skipped_);
}

int64_t Reader::errors() const {
  return decoder_ ? std::max<int64_t>(0, decoder_->damaged() - errors_before_first_) + skipped_ : 0;
}

int64_t Reader::segment_errors() const {
  if (!decoder_) return 0;
  const int64_t found = std::min(errors() - skipped_, decoder_->late_damaged());
  return found > 0 && !segment_stamp_ ? found + errors_before_first_ : found;
}

RobustDecoder::Input Reader::read_input() {
  PacketPtr packet = encrypted_ ? nullptr : take_packet();
  if (packet && is_encrypted(*packet)) {
    encrypted_ = true;
    packet.reset();
  }
  if (packet) {
    remove_signal_byte(*stream_, *packet);
    if (!first_found_ && show_all_ && !refreshed_at_) {
      const auto frames = recovery_frames(*stream_->codecpar, {packet->data, static_cast<size_t>(packet->size)});
      if (frames) refreshed_at_ = taken_packets_ + *frames;
    }
    ++taken_packets_;
  }
  if (packet && packet->pts != AV_NOPTS_VALUE && is_after_last(*packet)) {
    pending_stamps_.insert(packet->pts);
  } else if (packet && packet->pts == AV_NOPTS_VALUE) {
    ++segment_packets_;
  }
  if (!packet && parts_->is_scrambled()) encrypted_ = true;
  // Deinterlacing needs the neighbors of a frame too.
  const bool may_skip = sample_times_ != nullptr && !interlace_->seen();
  const bool skip = packet && may_skip && is_hidden(*packet);
  const bool anew = packet && packet->opaque != nullptr;
  if (packet) packet->opaque = nullptr;
  return {std::move(packet), skip, anew};
}

PacketPtr Reader::take_packet() {
  const size_t ahead = sample_times_ != nullptr ? kWindow : 1;
  while (!packets_ended_ && window_.size() < ahead) {
    PacketPtr packet = read_packet();
    if (!packet) {
      packets_ended_ = true;
      break;
    }
    if (!first_found_) note_first_packet(*packet);
    push(std::move(packet));
  }
  if (window_.empty()) return nullptr;
  PacketPtr packet = std::move(window_.front());
  window_.pop_front();
  if (!unused_alpha_) {
    unused_alpha_ = has_unused_alpha(*stream_->codecpar, {packet->data, static_cast<size_t>(packet->size)});
  }
  if (packet->pts != AV_NOPTS_VALUE) {
    window_stamps_.erase(window_stamps_.find(packet->pts));
    past_stamps_.push_back(packet->pts);
    if (past_stamps_.size() > kWindow) past_stamps_.pop_front();
  }
  return packet;
}

}  // namespace cliploop
