#include "input/key_frames.h"

#include "input/encryption.h"

namespace cliploop {
namespace {

Demuxer::Options header_only(Demuxer::Options options) {
  options.header_only = true;
  return options;
}

}  // namespace

KeyFrames::KeyFrames(Source& source, const Demuxer::Options& options, const AVStream& stream, const Timeline& timeline,
                     int64_t max_pixels, CancelToken& cancel)
    : demuxer_(source, header_only(options), log_, cancel),
      stream_(demuxer_.stream(stream.index)),
      decoder_(stream, {1, max_pixels}, log_, cancel),
      timeline_(timeline) {
  demuxer_.select(stream_);
}

bool KeyFrames::start_at(Rational time) {
  decoder_.flush();
  ended_ = false;
  return demuxer_.seek(timeline_.stamp_of(time));
}

PacketPtr KeyFrames::read() {
  PacketPtr packet = demuxer_.read();
  if (!packet || is_encrypted(stream_, *packet)) return nullptr;
  remove_signal_byte(stream_, *packet);
  return packet;
}

FramePtr KeyFrames::at(Rational time) {
  if (!start_at(time)) return nullptr;
  PacketPtr packet = read();
  while (packet && (packet->flags & AV_PKT_FLAG_KEY) == 0) packet = read();
  if (!packet || !seen_.insert(packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts).second) return nullptr;
  decoder_.send(packet.get(), 0);
  decoder_.send(nullptr, 1);
  FramePtr frame = decoder_.receive();
  return frame && !is_damaged(*frame) ? frame : nullptr;
}

FramePtr KeyFrames::next() {
  while (true) {
    if (FramePtr frame = decoder_.receive()) return frame;
    if (ended_) return nullptr;
    const PacketPtr packet = read();
    ended_ = packet == nullptr;
    decoder_.send(packet.get(), 0);
  }
}

}  // namespace cliploop
