#include <algorithm>
#include <cstring>

#include "base/temp_file.h"
#include "job/sink.h"

namespace cliploop {
namespace {

class BytesSink final : public Sink {
 public:
  BytesSink(std::vector<uint8_t>& out, int64_t max_bytes, CancelToken& cancel) : Sink(max_bytes, cancel), out_(out) {}

 private:
  void put(int64_t offset, std::span<const uint8_t> bytes) override {
    const auto end = static_cast<size_t>(offset) + bytes.size();
    if (out_.size() < end) out_.resize(end);
    std::copy(bytes.begin(), bytes.end(), out_.begin() + offset);
  }
  size_t get(int64_t offset, std::span<uint8_t> buffer) override {
    const size_t count = std::min(buffer.size(), out_.size() - static_cast<size_t>(offset));
    std::memcpy(buffer.data(), out_.data() + offset, count);
    return count;
  }
  void finish() override { cancel_.conclude(); }
  void clear() override { out_.clear(); }

  std::vector<uint8_t>& out_;
};

// Delivers pieces at once, so it cannot be patched.
class DirectSink final : public Sink {
 public:
  DirectSink(Deliver deliver, int64_t max_bytes, CancelToken& cancel)
      : Sink(max_bytes, cancel), deliver_(std::move(deliver)) {}
  bool can_restart() const override { return size() == 0; }

 private:
  void put(int64_t, std::span<const uint8_t> bytes) override { deliver_(bytes); }
  size_t get(int64_t, std::span<uint8_t>) override { return 0; }
  void finish() override {}
  void clear() override {}

  Deliver deliver_;
};

// Delivers all bytes at the end, so it can be patched.
class SpooledSink final : public Sink {
 public:
  SpooledSink(Deliver deliver, int64_t max_bytes, CancelToken& cancel)
      : Sink(max_bytes, cancel), deliver_(std::move(deliver)), spool_(Stage::WRITE) {}

 private:
  void put(int64_t offset, std::span<const uint8_t> bytes) override { spool_.write_at(offset, bytes); }
  size_t get(int64_t offset, std::span<uint8_t> buffer) override { return spool_.read_at(offset, buffer); }
  void finish() override {
    std::vector<uint8_t> buffer(64 << 10);
    for (int64_t offset = 0; offset < size();) {
      cancel_.check();
      const auto count = std::min<int64_t>(static_cast<int64_t>(buffer.size()), size() - offset);
      const size_t got = spool_.read_at(offset, {buffer.data(), static_cast<size_t>(count)});
      deliver_({buffer.data(), got});
      offset += static_cast<int64_t>(got);
    }
  }
  void clear() override {}

  Deliver deliver_;
  TempFile spool_;
};

}  // namespace

std::unique_ptr<Sink> sink_to_bytes(std::vector<uint8_t>& out, int64_t max_bytes, CancelToken& cancel) {
  return std::make_unique<BytesSink>(out, max_bytes, cancel);
}

std::unique_ptr<Sink> sink_to_stream(Deliver deliver, bool whole, int64_t max_bytes, CancelToken& cancel) {
  if (whole) return std::make_unique<SpooledSink>(std::move(deliver), max_bytes, cancel);
  return std::make_unique<DirectSink>(std::move(deliver), max_bytes, cancel);
}

}  // namespace cliploop
