#include "input/robust_decoder.h"

#include <algorithm>
#include <utility>

#include "base/av_compat.h"

namespace cliploop {
namespace {

constexpr size_t kNowhere = SIZE_MAX;
constexpr int64_t kMinHistory = 32;        // packets; more than any codec has reference frames
constexpr int64_t kCleanPackets = 64;      // undamaged packets before many threads are used again
constexpr int kMaxRelapses = 2;            // after so many switches to damaged parts, one thread decodes the rest
constexpr int64_t kKnownDamage = 1 << 12;  // packets for which damage is remembered

bool is_intra_only(const AVStream& stream) {
  const AVCodecDescriptor* codec = avcodec_descriptor_get(stream.codecpar->codec_id);
  return codec != nullptr && (codec->props & AV_CODEC_PROP_INTRA_ONLY) != 0;
}

}  // namespace

RobustDecoder::RobustDecoder(const AVStream& stream, const Options& options, AvLog& log, CancelToken& cancel, Read read)
    : stream_(stream),
      options_(options),
      intra_only_(is_intra_only(stream)),
      log_(log),
      cancel_(cancel),
      read_(std::move(read)) {
  decoder_ = make_decoder(false);
}

std::unique_ptr<Decoder> RobustDecoder::make_decoder(bool repeatable) {
  repeatable_ = repeatable;
  errors_seen_ = 0;
  sent_suspect_ = false;
  fed_ = false;
  size_.reset();
  drained_before_.reset();
  decoder_.reset();  // its threads must not report damage of the new one
  auto made = std::make_unique<Decoder>(
      stream_, Decoder::Options{options_.threads, options_.max_pixels, repeatable, options_.show_all, options_.alpha},
      log_, cancel_);
  reports_seen_ = log_.damage_reports();
  return made;
}

void RobustDecoder::start(bool after_seek, bool repeatable) {
  after_seek_ = after_seek;
  final_ = repeatable;
  from_fixed_start_ = repeatable;
  known_damage_ = -1;
  history_.clear();
  next_ = 0;
  history_bytes_ = 0;
  history_incomplete_ = false;
  start_earlier_ = false;
  read_count_ = 0;
  packets_ended_ = false;
  flushed_ = false;
  switching_ = false;
  draining_ = false;
  losses_ = {};
  sent_suspect_ = false;
  size_.reset();
  drained_before_.reset();
  last_returned_.reset();
  skip_until_.reset();
  count_from_ = after_seek && repeatable && !intra_only_ ? INT64_MAX : 0;
  sent_ = -1;
  last_damage_ = -1;
  quick_relapses_ = 0;
  damaged_packets_.clear();
  damaged_ = 0;
  late_damaged_ = 0;
  trimmed_at_ = 0;
  threads_since_ = 0;
  // The decoders of libvpx keep what they have when they are flushed.
  if (repeatable || repeatable_ || (fed_ && has_side_alpha(stream_))) {
    decoder_ = make_decoder(repeatable);
  } else {
    decoder_->flush();
    errors_seen_ = 0;
  }
}

RobustDecoder::Outcome RobustDecoder::next(FramePtr& frame) {
  if (start_earlier_) return Outcome::START_EARLIER;
  while (true) {
    frame = decoder_->receive();
    const bool suspect = sent_suspect_ || decoder_->reported_damage() || (frame && is_damaged(*frame));
    if (!repeatable_ && suspect) {
      frame.reset();
      if (!decode_again()) return Outcome::START_EARLIER;
      continue;
    }
    if (repeatable_) {
      const std::optional<int64_t> damaged = count(frame.get());
      if (damaged && !from_fixed_start_) {
        const size_t begin = fixed_start(*damaged);
        if (begin == kNowhere) return Outcome::START_EARLIER;
        from_fixed_start_ = true;
        if (begin > 0) {
          next_ = history_.size();
          drop_history(begin);
          if (!decode_again()) return Outcome::START_EARLIER;
          continue;
        }
      }
      for (const int64_t number : marks_) mark_damaged(number);
    }
    if (frame) {
      const Returned returned{packet_number(*frame), frame->pts};
      if (skip_until_) {
        if (returned == *skip_until_) skip_until_.reset();
        continue;
      }
      last_returned_ = returned;
      trim_history();
      return Outcome::FRAME;
    }
    if (flushed_ && draining_) {
      draining_ = false;
      flushed_ = false;
      decoder_->flush();
      errors_seen_ = 0;
    } else if (flushed_ && switching_) {
      switching_ = false;
      flushed_ = false;
      decoder_ = make_decoder(false);
      threads_since_ = sent_;
      known_damage_ = last_damage_;
      from_fixed_start_ = false;
    } else if (flushed_) {
      return skip_until_ && !final_ ? Outcome::START_EARLIER : Outcome::END;
    }
    feed();
  }
}

// Where decoding begins again decides how damage looks, so it must not depend on how far the threads had come: it is a
// key frame well before the first damaged packet. Returns its index in the history.
size_t RobustDecoder::fixed_start(int64_t damaged) const {
  const auto at =
      std::find_if(history_.begin(), history_.end(), [&](const Sent& sent) { return sent.number >= damaged; });
  const int64_t wanted = intra_only_ ? 0 : kMinHistory;
  int keys = 0;
  for (size_t i = static_cast<size_t>(at - history_.begin()); i > 0; --i) {
    const Sent& sent = history_[i - 1];
    if (!sent.key()) continue;
    if (++keys >= 2 && damaged - sent.number >= wanted) {
      // After a seek, frames up to the second key frame may lack others that were not decoded.
      return i - 1;
    }
  }
  if (intra_only_) return 0;
  const bool from_first = !after_seek_ && !history_.empty() && history_.front().number == 0;
  return from_first ? 0 : kNowhere;
}

bool RobustDecoder::decode_again() {
  if (history_incomplete_ || history_.empty()) return false;
  if (threads_since_ > 0 && sent_ - threads_since_ < kCleanPackets) ++quick_relapses_;
  const bool from_first = history_.front().number == 0;
  const auto key = std::find_if(history_.begin() + 1, history_.end(), [](const Sent& sent) { return sent.key(); });
  if (intra_only_ || from_first) {
    count_from_ = 0;
  } else {
    count_from_ = key == history_.end() ? INT64_MAX : key->number;
  }
  last_damage_ = sent_;
  restart(true);
  return true;
}

// Decodes the history again, up to the last returned frame.
void RobustDecoder::restart(bool repeatable) {
  decoder_ = make_decoder(repeatable);
  next_ = 0;
  flushed_ = false;
  switching_ = false;
  draining_ = false;
  skip_until_ = last_returned_;
}

void RobustDecoder::limit_threads(int threads) {
  if (threads >= options_.threads) return;
  options_.threads = threads;
  if (repeatable_) return;
  if (!history_incomplete_) return restart(false);
  decoder_ = make_decoder(true);
  start_earlier_ = true;
}

void RobustDecoder::use_threads(int threads) {
  if (threads == std::exchange(options_.threads, threads)) return;
  if (!repeatable_ && !history_incomplete_) restart(false);
}

RobustDecoder::Sent* RobustDecoder::peek(size_t ahead) {
  while (!packets_ended_ && history_.size() <= next_ + ahead) {
    Input input = read_();
    if (!input.packet) {
      packets_ended_ = true;
      break;
    }
    history_bytes_ += input.packet->size;
    const LossWatch::Finding loss = losses_.look(*input.packet);
    history_.push_back({std::move(input.packet), read_count_++, input.skip, loss, input.anew});
  }
  return history_.size() > next_ + ahead ? &history_[next_ + ahead] : nullptr;
}

void RobustDecoder::feed() {
  Sent* next = peek(0);
  if (next != nullptr && repeatable_ && may_use_threads(*next)) {
    switching_ = true;
    next = nullptr;
  } else if (next != nullptr && must_drain(*next)) {
    draining_ = true;
    next = nullptr;
  }
  if (next == nullptr) {
    flushed_ = true;
    decoder_->send(nullptr, 0);
    return;
  }
  if (count_from_ == INT64_MAX && next->key() && next->number > 0) count_from_ = next->number;
  sent_ = next->number;
  // Which packets are skipped depends on when they were read, and a damaged frame may be repaired from a skipped one.
  decoder_->skip_unreferenced(next->skip && !repeatable_);
  decoder_->send(next->packet.get(), next->number);
  fed_ = true;
  sent_suspect_ = sent_suspect_ || next->loss.suspect || next->loss.lost;
  if (repeatable_ && next->loss.suspect) sent_losses_.suspect = true;
  if (repeatable_ && next->loss.lost) sent_losses_.lost = true;
  ++next_;
}

bool RobustDecoder::must_drain(const Sent& next) {
  if (next.anew && drained_before_ != next.number) {
    drained_before_ = next.number;
    return true;
  }
  const auto size = sequence_size(stream_.codecpar->codec_id, *next.packet);
  if (!size) return false;
  const bool changed = size_ && *size_ != *size;
  size_ = size;
  return changed;
}

// Many threads may continue at a key frame when the frames before it were undamaged for some time, and when no frame
// that follows it in decoding order is displayed before it.
bool RobustDecoder::may_use_threads(const Sent& next) {
  if (final_ || options_.threads <= 1 || skip_until_ || quick_relapses_ >= kMaxRelapses) return false;
  if (!next.key() || next.packet->pts == AV_NOPTS_VALUE || next.number - last_damage_ < kCleanPackets) return false;
  const bool has_clean_key = std::any_of(history_.begin(), history_.end(), [&](const Sent& sent) {
    return sent.key() && sent.number > last_damage_ && sent.number < next.number;
  });
  const int64_t stamp = next.packet->pts;
  const Sent* after = peek(1);
  return has_clean_key && after != nullptr && after->packet->pts != AV_NOPTS_VALUE && after->packet->pts >= stamp;
}

std::optional<int64_t> RobustDecoder::count(const AVFrame* frame) {
  const bool error = decoder_->errors() != errors_seen_;
  const bool report = log_.damage_reports() != reports_seen_;
  errors_seen_ = decoder_->errors();
  reports_seen_ = log_.damage_reports();
  marks_.clear();
  std::optional<int64_t> damaged;
  const auto note = [&](int64_t number) {
    last_damage_ = std::max(last_damage_, number);
    if (number >= count_from_ && number > known_damage_ && !damaged) damaged = number;
  };
  const LossWatch::Finding loss = std::exchange(sent_losses_, {});
  if (error || report || loss.suspect || loss.lost) note(sent_);
  // Only this codec reports some damage in the log alone.
  if (error || (report && stream_.codecpar->codec_id == AV_CODEC_ID_HEVC)) marks_.push_back(sent_);
  if (loss.lost) marks_.push_back(sent_);
  for (const int64_t number : decoder_->take_gaps()) {
    note(number);
    marks_.push_back(number);
  }
  if (frame != nullptr && is_damaged(*frame)) {
    note(packet_number(*frame));
    marks_.push_back(packet_number(*frame));
  }
  return damaged;
}

void RobustDecoder::mark_damaged(int64_t number) {
  if (!from_fixed_start_ || number < count_from_ || damaged_packets_.contains(number)) return;
  ++damaged_;
  const auto index = history_.empty() ? -1 : number - history_.front().number;
  const bool known = index >= 0 && index < static_cast<int64_t>(history_.size());
  const int64_t stamp = known ? history_[static_cast<size_t>(index)].packet->pts : AV_NOPTS_VALUE;
  if (!late_ || stamp == AV_NOPTS_VALUE || stamp >= *late_) ++late_damaged_;
  damaged_packets_.emplace(number, stamp);
  if (damaged_packets_.begin()->first + kKnownDamage < number) damaged_packets_.erase(damaged_packets_.begin());
}

int64_t RobustDecoder::damaged_before(int64_t stamp) const {
  const auto is_later = [&](const auto& packet) { return packet.second >= stamp; };
  return damaged_ - std::count_if(damaged_packets_.begin(), damaged_packets_.end(), is_later);
}

// Keeps the packets since the last key frame but one before the last returned frame.
void RobustDecoder::trim_history() {
  const int64_t returned = last_returned_->number;
  if (!intra_only_ && returned - trimmed_at_ < kMinHistory) return;
  trimmed_at_ = returned;
  const int wanted_keys = intra_only_ ? 1 : 2;
  const int64_t wanted_packets = intra_only_ ? 0 : 2 * kMinHistory;  // the first damaged packet may be earlier
  int keys = 0;
  size_t begin = next_;
  while (begin > 0) {
    const Sent& sent = history_[--begin];
    if (sent.number > returned || !sent.key()) continue;
    if (++keys >= wanted_keys && returned - sent.number >= wanted_packets) {
      drop_history(begin);
      history_incomplete_ = false;
      break;
    }
  }
  if (history_bytes_ <= kHistoryBytes || intra_only_) return;
  const auto first_kept =
      std::find_if(history_.begin(), history_.end(), [&](const Sent& sent) { return sent.number > returned; });
  drop_history(static_cast<size_t>(first_kept - history_.begin()));
  history_incomplete_ = true;
}

void RobustDecoder::drop_history(size_t count) {
  for (; count > 0 && next_ > 0; --count) {
    history_bytes_ -= history_.front().packet->size;
    history_.pop_front();
    --next_;
  }
}

}  // namespace cliploop
