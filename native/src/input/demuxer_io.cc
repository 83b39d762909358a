// Gives libav the bytes of the source. These methods of Demuxer also show them to those that look at the file.
#include <algorithm>

#include "input/demuxer.h"

namespace cliploop {
namespace {

constexpr int64_t kMostKept = int64_t{16} << 20;  // bytes of the beginning, more than libav reads to find the streams

}  // namespace

int Demuxer::on_read(void* self, uint8_t* buffer, int size) {
  auto* demuxer = static_cast<Demuxer*>(self);
  try {
    const int got = demuxer->read_source({buffer, static_cast<size_t>(size)});
    demuxer->position_ += got;
    return got == 0 ? AVERROR_EOF : got;
  } catch (...) {
    demuxer->source_error_ = std::current_exception();
    return AVERROR_EXIT;
  }
}

int Demuxer::read_source(std::span<uint8_t> buffer) {
  const auto kept = static_cast<int64_t>(beginning_.size());
  if (position_ < kept) {
    const auto count = std::min<int64_t>(static_cast<int64_t>(buffer.size()), kept - position_);
    std::copy_n(beginning_.begin() + position_, count, buffer.begin());
    return static_cast<int>(count);
  }
  source_.seek(position_);
  const int got = source_.read(buffer.data(), static_cast<int>(buffer.size()));
  const std::span<const uint8_t> bytes = buffer.first(static_cast<size_t>(got));
  source_.record_head(position_, bytes);
  scrambling_.feed(position_, bytes);
  if (record_) record_->add(position_, bytes);
  tables_.see(position_, bytes, source_.size());
  if (recording_ && position_ == kept && kept < kMostKept)
    beginning_.insert(beginning_.end(), buffer.begin(), buffer.begin() + got);
  return got;
}

int64_t Demuxer::on_seek(void* self, int64_t offset, int whence) {
  auto* demuxer = static_cast<Demuxer*>(self);
  try {
    const int64_t size = demuxer->source_.size();
    whence &= ~AVSEEK_FORCE;
    if (whence == AVSEEK_SIZE) return size >= 0 ? size : AVERROR(ENOSYS);
    if (whence == SEEK_CUR) offset += demuxer->position_;
    if (whence == SEEK_END) {
      if (size < 0) return AVERROR(ENOSYS);
      offset += size;
    }
    if (offset < 0) return AVERROR(EINVAL);
    demuxer->position_ = offset;
    return offset;
  } catch (...) {
    demuxer->source_error_ = std::current_exception();
    return AVERROR_EXIT;
  }
}

int Demuxer::on_interrupt(void* self) { return static_cast<Demuxer*>(self)->cancel_.cancelled() ? 1 : 0; }

}  // namespace cliploop
