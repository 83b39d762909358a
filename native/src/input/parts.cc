#include "input/parts.h"

#include <algorithm>
#include <cstring>

#include "input/packet_times.h"

namespace cliploop {
namespace {

bool same_header(const AVCodecParameters& a, const AVCodecParameters& b) {
  return a.extradata_size == b.extradata_size &&
         (a.extradata_size == 0 || std::memcmp(a.extradata, b.extradata, static_cast<size_t>(a.extradata_size)) == 0);
}

}  // namespace

Parts::Parts(Source& source, const Options& options, AvLog& log, CancelToken& cancel)
    : source_(source), options_(options), log_(log), cancel_(cancel) {
  first_ = open(0);
}

int Parts::continuing_stream(Demuxer& demuxer) const {
  const AVFormatContext& format = demuxer.format();
  const int index = current().stream->index;
  if (index < static_cast<int>(format.nb_streams)) {
    const AVStream& same = demuxer.stream(index);
    constexpr int kNotVideo = AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS;
    if (same.codecpar->codec_id == current().stream->codecpar->codec_id && (same.disposition & kNotVideo) == 0) {
      return index;
    }
  }
  return choose_stream(demuxer, {}).index;
}

Parts::Part Parts::open(int64_t base) {
  Part part;
  part.base = base;
  part.window = std::make_unique<Window>(source_, base);
  part.demuxer = std::make_unique<Demuxer>(*part.window, options_.demuxer, log_, cancel_);
  if (first_.demuxer) {
    part.stream = &part.demuxer->stream(continuing_stream(*part.demuxer));
  } else {
    if (!options_.choice) options_.choice = choose_stream(*part.demuxer, options_.stream);
    part.stream = &part.demuxer->stream(options_.choice->index);
  }
  part.demuxer->select(*part.stream);
  return part;
}

bool Parts::open_next() {
  const int64_t base = current().window->next();
  if (base < 0) return false;
  Part next;
  try {
    next = open(base);
  } catch (const Failure& failure) {
    // What follows is not a file with video, or cannot be read: the video ends here.
    next_is_encrypted_ = failure.status.code == Code::INPUT_ENCRYPTED;
    if (next_is_encrypted_) return false;
    if (failure.status.code != Code::INPUT_NOT_MEDIA && failure.status.code != Code::NO_VIDEO) throw;
    return false;
  }
  const AVCodecParameters& before = *current().stream->codecpar;
  const AVCodecParameters& after = *next.stream->codecpar;
  if (after.codec_id != before.codec_id) return false;
  header_changed_ = !same_header(before, after);
  later_ = std::move(next);
  return true;
}

bool Parts::is_scrambled() const { return next_is_encrypted_ || current().demuxer->is_scrambled(*current().stream); }

PacketPtr Parts::read() {
  constexpr int kMostEmpty = 100;  // in a row; a header of a few bytes can follow another one millions of times
  PacketPtr packet = current().demuxer->read();
  for (int empty = 0; !packet; ++empty) {
    if (empty == kMostEmpty || !open_next()) return nullptr;
    packet = current().demuxer->read();
    if (packet) packet->opaque = this;
  }
  if (!later_.demuxer) return packet;
  if (packet->pos >= 0) packet->pos += later_.base;
  av_packet_rescale_ts(packet.get(), later_.stream->time_base, first_.stream->time_base);
  drop_impossible_times(*packet);
  const AVCodecParameters& codec = *later_.stream->codecpar;
  if (header_changed_ && codec.extradata_size > 0) {
    uint8_t* data =
        av_packet_new_side_data(packet.get(), AV_PKT_DATA_NEW_EXTRADATA, static_cast<size_t>(codec.extradata_size));
    if (data == nullptr) throw std::bad_alloc();
    std::copy_n(codec.extradata, codec.extradata_size, data);
  }
  header_changed_ = false;
  return packet;
}

bool Parts::is_scrambled(const AVPacket& packet) const {
  const auto in = [&](const Part& part) { return part.demuxer->is_scrambled(*part.stream, packet.pos - part.base); };
  if (later_.demuxer && packet.pos >= later_.base) return in(later_);
  const bool of_first = packet.pos >= 0 && (!joined() || packet.pos < first_.window->next());
  return of_first && in(first_);
}

void Parts::go_to_first() {
  later_ = {};
  next_is_encrypted_ = false;
}

bool Parts::seek(int64_t timestamp) {
  go_to_first();
  return first().seek(timestamp);
}

bool Parts::seek_to_byte(int64_t offset) {
  go_to_first();
  return first().seek_to_byte(offset);
}

}  // namespace cliploop
