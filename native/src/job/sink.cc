#include "job/sink.h"

#include <algorithm>
#include <array>

extern "C" {
#include <libavutil/md5.h>
#include <libavutil/mem.h>
}

#include "base/text.h"

namespace cliploop {

Sink::Sink(int64_t max_bytes, CancelToken& cancel) : cancel_(cancel), max_bytes_(max_bytes), hash_(av_md5_alloc()) {
  if (hash_ == nullptr) throw std::bad_alloc();
  av_md5_init(hash_);
}

Sink::~Sink() { av_free(hash_); }

std::unique_ptr<TempFile> Sink::make_spool() {
  if (spool_) return std::make_unique<TempFile>(Descriptor::copy_of(spool_->get()), Stage::WRITE);
  return std::make_unique<TempFile>(Stage::WRITE);
}

void Sink::open() {
  if (open_) return;
  prepare();
  open_ = true;
}

void Sink::write(std::span<const uint8_t> bytes) {
  open();
  if (size_ + static_cast<int64_t>(bytes.size()) > max_bytes_) {
    throw Failure(Code::LIMIT_OUTPUT_BYTES, Stage::WRITE, "the limit is " + std::to_string(max_bytes_) + " bytes");
  }
  cancel_.check();
  put(size_, bytes);
  av_md5_update(hash_, bytes.data(), bytes.size());
  size_ += static_cast<int64_t>(bytes.size());
}

void Sink::patch(int64_t offset, std::span<const uint8_t> bytes) {
  put(offset, bytes);
  patched_ = true;
}

void Sink::commit() {
  open();
  cancel_.check();
  if (patched_) hash_again();
  std::array<uint8_t, 16> digest{};
  av_md5_final(hash_, digest.data());
  md5_ = hex_text(digest);
  finish();
}

void Sink::restart() {
  clear();
  size_ = 0;
  patched_ = false;
  av_md5_init(hash_);
}

void Sink::hash_again() {
  av_md5_init(hash_);
  std::vector<uint8_t> buffer(64 << 10);
  for (int64_t offset = 0; offset < size_;) {
    cancel_.check();
    const auto count = std::min<int64_t>(static_cast<int64_t>(buffer.size()), size_ - offset);
    const size_t got = get(offset, {buffer.data(), static_cast<size_t>(count)});
    if (got == 0)
      throw Failure(Code::OUTPUT_UNWRITABLE, Stage::WRITE, "the output became shorter while it was written");
    av_md5_update(hash_, buffer.data(), got);
    offset += static_cast<int64_t>(got);
  }
}

}  // namespace cliploop
