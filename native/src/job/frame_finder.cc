#include "job/frame_finder.h"

#include <algorithm>

#include "base/av_compat.h"
#include "frame/deinterlace.h"

namespace cliploop {
namespace {

// A seek costs about as much as decoding this many frames, because decoding begins anew.
constexpr int64_t kSeekFrames = 8;

bool is_deinterlaced(const AVFrame& frame) {
  return frame_is_interlaced(frame) && Deinterlacer::handles(static_cast<AVPixelFormat>(frame.format));
}

}  // namespace

FrameFinder::FrameFinder(Reader& reader, Timings& timings, CancelToken& cancel)
    : reader_(reader), timings_(timings), cancel_(cancel), targets_(reader.timeline().tolerance()) {
  reader_.set_sample_times(&targets_);
}

FrameFinder::~FrameFinder() { reader_.set_sample_times(nullptr); }

void FrameFinder::start_at(Rational time) {
  const Timings::Span span(timings_, Stage::SEEK);
  if (current_) earlier_damage_ = damage();
  previous_.reset();
  current_.reset();
  ahead_.reset();
  video_end_.reset();
  reader_.start_at(time);
  decode_on_ = reader_.decoded_from_start();
  from_start_ = from_start_ || decode_on_;
}

std::optional<TimedFrame> FrameFinder::read() {
  cancel_.check();
  if (ahead_) return std::exchange(ahead_, std::nullopt);
  const Timings::Span span(timings_, Stage::DECODE);
  return reader_.next();
}

template <typename Jump>
bool FrameFinder::move(Jump jump) {
  const Timings::Span span(timings_, Stage::SEEK);
  const Damage before = damage();
  const bool at_key = jump();
  if (!at_key) return false;
  if (reader_.decoded_from_start()) from_start_ = decode_on_ = true;
  earlier_damage_ = before;
  previous_.reset();
  current_.reset();
  ahead_.reset();
  return at_key;
}

void FrameFinder::skip_to(Rational time) {
  if (decode_on_) return;
  const std::optional<TimedFrame>& last = ahead_ ? ahead_ : current_;
  const Rational gap = last ? time - last->time : time;
  if (gap <= reader_.timeline().interval() * Rational{kSeekFrames}) return;
  const Rational before = last ? last->time : Rational{};
  const bool walk = gap < group_length_ * Rational{4};
  if (!move([&] { return walk ? reader_.walk_on(time) : reader_.skip_to(time); }) || walk) return;
  current_ = read();
  if (current_ && current_->time < before) group_length_ = std::max(group_length_, time - current_->time);
}

FrameFinder::Found FrameFinder::found() {
  return {current_->frame, previous_, ahead_ ? ahead_->frame : nullptr, current_->time};
}

std::optional<FrameFinder::Found> FrameFinder::read_up_to(Rational time) {
  const Rational on_time = time + reader_.timeline().tolerance();
  while (true) {
    std::optional<TimedFrame> frame = read();
    if (!frame) {
      if (current_) video_end_ = reader_.end_after(*current_);
      if (!current_ || *video_end_ <= time) return std::nullopt;
      return found();
    }
    // A first frame that is too late is the best there is.
    if (frame->time > on_time && current_) {
      ahead_ = std::move(frame);
      return found();
    }
    if (current_) previous_ = current_->frame;
    current_ = std::move(frame);
  }
}

// Time stamps that start again in the middle of a file mislead a seek, and the video then seems to end too early.
bool FrameFinder::missed_by_seek(Rational time) {
  if (decode_on_ || !reader_.seeked()) return false;
  if (reader_.find_length().end <= time) return false;
  decode_on_ = true;
  move([&] {
    reader_.rewind();
    return true;
  });
  return true;
}

std::optional<FrameFinder::Found> FrameFinder::at(Rational time) {
  skip_to(time);
  std::optional<Found> frame = read_up_to(time);
  if (!frame && missed_by_seek(time)) frame = read_up_to(time);
  if (!frame) return std::nullopt;
  return with_neighbors(std::move(*frame));
}

FrameFinder::Found FrameFinder::with_neighbors(Found frame) {
  if (frame.previous || decode_on_ || !is_deinterlaced(*frame.frame)) return frame;
  const Rational before = frame.time - reader_.timeline().interval() * Rational{2};
  if (before <= reader_.timeline().interval()) return frame;
  move([&] {
    reader_.start_at(before);
    return true;
  });
  const std::optional<Found> again = read_up_to(frame.time);
  return again && again->time == frame.time ? *again : frame;
}

std::optional<FrameFinder::Found> FrameFinder::land_in(const Cell& part) {
  current_ = read();
  const bool inside = current_ && current_->time >= part.from && current_->time < part.to;
  return inside ? std::optional(with_neighbors(found())) : std::nullopt;
}

std::optional<FrameFinder::Found> FrameFinder::key_frame(const Cell& part) {
  if (decode_on_) return std::nullopt;
  const Rational last = part.to - reader_.timeline().tolerance() * Rational{2};
  const auto read_on = [&](Rational time) { return move([&] { return reader_.walk_on(time); }); };
  if (part.to - part.from < group_length_ * Rational{4}) return read_on(last) ? land_in(part) : std::nullopt;

  const Rational before = current_ ? current_->time : Rational{};
  const auto jump = [&](Rational time) { return move([&] { return reader_.skip_to(time); }); };
  if (jump(part.middle)) {
    if (auto frame = land_in(part)) return frame;
  }
  // The first key frame after the middle, if there is one. Without an index, only a seek tells.
  const std::optional<Rational> indexed = reader_.indexed_key_frame(last);
  const Rational reached = current_ ? current_->time : before;
  if (indexed && *indexed <= reached) return std::nullopt;
  if (!jump(last)) return std::nullopt;
  if (auto frame = land_in(part)) return frame;
  if (current_) group_length_ = std::max(group_length_, last - current_->time);
  return std::nullopt;
}

std::optional<FrameFinder::Found> FrameFinder::next() {
  std::optional<TimedFrame> frame = read();
  if (!frame) {
    if (current_) video_end_ = reader_.end_after(*current_);
    return std::nullopt;
  }
  if (current_) previous_ = current_->frame;
  current_ = std::move(frame);
  // The frame after it may be needed, and tells nothing else.
  ahead_ = read();
  return found();
}

}  // namespace cliploop
