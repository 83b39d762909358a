#include "input/display_order.h"

#include <algorithm>
#include <string_view>

#include "input/packet_times.h"
#include "input/stream_facts.h"

namespace cliploop {
namespace {

constexpr size_t kMostReordered = 16;  // frames, of H.264 and HEVC
constexpr size_t kMostTypeB = 64;      // frames of type B in a row

bool counts_pictures(AVCodecID codec) { return codec == AV_CODEC_ID_H264 || codec == AV_CODEC_ID_HEVC; }

// Codecs whose frames of type B are displayed at once, and others when the next one that is not of type B is decoded.
bool has_types(AVCodecID codec) {
  switch (codec) {
    case AV_CODEC_ID_MPEG4:
    case AV_CODEC_ID_MPEG1VIDEO:
    case AV_CODEC_ID_MPEG2VIDEO:
    case AV_CODEC_ID_VC1:
      return true;
    default:
      return false;
  }
}

int64_t interval_of(const AVStream& stream) {
  const Rational rate = nominal_frame_rate(stream);
  if (!(rate > Rational{})) return 1;
  return std::max<int64_t>(1, (Rational{1} / rate / Rational{stream.time_base.num, stream.time_base.den}).rounded());
}

}  // namespace

std::unique_ptr<DisplayOrder> DisplayOrder::make(const AVFormatContext& format, const AVStream& stream) {
  const AVCodecID codec = stream.codecpar->codec_id;
  if (std::string_view(format.iformat->name) != "avi" || (!counts_pictures(codec) && !has_types(codec))) return nullptr;
  std::unique_ptr<DisplayOrder> order(new DisplayOrder(stream));
  return order->parser_ ? std::move(order) : nullptr;
}

DisplayOrder::DisplayOrder(const AVStream& stream)
    : stream_(stream),
      counts_pictures_(counts_pictures(stream.codecpar->codec_id)),
      delay_(std::min(kMostReordered, static_cast<size_t>(std::max(0, stream.codecpar->video_delay)))),
      shift_(clamped(__int128{interval_of(stream)} * static_cast<int64_t>(delay_))),
      ahead_(counts_pictures_ ? kMostReordered + 1 : 2),
      most_waiting_(counts_pictures_ ? 2 * ahead_ : kMostTypeB + ahead_) {
  open_parser();
}

void DisplayOrder::open_parser() {
  parser_.reset(av_parser_init(stream_.codecpar->codec_id));
  if (!parser_) return;
  parser_->flags |= PARSER_FLAG_COMPLETE_FRAMES;
  context_.reset(avcodec_alloc_context3(nullptr));
  if (!context_ || avcodec_parameters_to_context(context_.get(), stream_.codecpar) < 0) throw std::bad_alloc();
}

void DisplayOrder::clear() {
  waiting_.clear();
  untimed_.clear();
  stamps_.clear();
  last_.reset();
  highest_.reset();
  open_parser();
}

DisplayOrder::Place DisplayOrder::place_of(const AVPacket& packet) {
  uint8_t* data = nullptr;
  int size = 0;
  av_parser_parse2(parser_.get(), context_.get(), &data, &size, packet.data, packet.size, AV_NOPTS_VALUE,
                   AV_NOPTS_VALUE, packet.pos);
  ++number_;
  if (!counts_pictures_) {
    const bool late = parser_->pict_type != AV_PICTURE_TYPE_B && parser_->pict_type != AV_PICTURE_TYPE_BI;
    if (!late) return {sequence_, 2 * references_ - 1, number_};
    return {sequence_, 2 * ++references_, number_};
  }
  const int64_t picture = parser_->output_picture_number;
  if (parser_->key_frame == 1 && highest_ && picture <= *highest_) {
    ++sequence_;  // the numbers begin anew
    highest_.reset();
  }
  highest_ = std::max(highest_.value_or(picture), picture);
  return {sequence_, picture, number_};
}

void DisplayOrder::add(PacketPtr packet) {
  if (packet->dts == AV_NOPTS_VALUE) {
    waiting_.push_back({std::move(packet), true});
    return;
  }
  if (last_ && packet->dts <= *last_) drain();
  step_ = last_ && packet->dts > *last_ ? packet->dts - *last_ : std::max<int64_t>(1, packet->duration);
  last_ = packet->dts;
  stamps_.push_back(packet->dts);
  const Place place = place_of(*packet);
  waiting_.push_back({std::move(packet), false});
  untimed_.emplace(place, &waiting_.back());
  if (untimed_.size() > ahead_) time_first();
  if (waiting_.size() <= most_waiting_ || waiting_.front().timed) return;
  // The place of the oldest packet is wrong: valid frames wait for fewer.
  drain();
  ++sequence_;
  highest_.reset();
}

int64_t DisplayOrder::stamp_at(size_t index) const {
  if (index < stamps_.size()) return stamps_[index];
  return stamps_.back() + step_ * static_cast<int64_t>(index - stamps_.size() + 1);
}

void DisplayOrder::time_first() {
  Waiting& first = *untimed_.begin()->second;
  first.timed = true;
  const int64_t shown = stamp_at(delay_);
  first.packet->pts = shown - shift_;
  first.packet->dts -= shift_;
  first.packet->duration = stamp_at(delay_ + 1) - shown;
  untimed_.erase(untimed_.begin());
  stamps_.pop_front();
}

void DisplayOrder::drain() {
  while (!untimed_.empty()) time_first();
}

PacketPtr DisplayOrder::take(bool ended) {
  if (ended) drain();
  if (waiting_.empty() || !waiting_.front().timed) return nullptr;
  PacketPtr packet = std::move(waiting_.front().packet);
  waiting_.pop_front();
  return packet;
}

}  // namespace cliploop
