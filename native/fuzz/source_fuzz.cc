// Range and stream sources: whatever is read, sought, pushed and failed, a source gives the bytes of the file. And the
// boxes that are read from them.
#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>
#include <memory>

#include "boxes.h"
#include "feeder.h"
#include "input/range_cache.h"

using namespace fuzz;
using namespace cliploop;

namespace {

std::vector<uint8_t> numbered(size_t size) {
  std::vector<uint8_t> bytes(size);
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<uint8_t>(i * 7 + (i >> 8) * 3 + (i >> 16));
  return bytes;
}

// A position: near the ones before, near a limit, or anywhere.
int64_t some_position(FuzzedDataProvider& data, int64_t size, int64_t now) {
  switch (data.ConsumeIntegralInRange(0, 4)) {
    case 0:
      return data.ConsumeIntegralInRange<int64_t>(0, size + 10);
    case 1:
      return std::max<int64_t>(0, now + data.ConsumeIntegralInRange<int64_t>(-70'000, 70'000));
    case 2:
      return std::max<int64_t>(0, RangeCache::kHead + data.ConsumeIntegralInRange<int64_t>(-300, 300));
    case 3:
      return std::max<int64_t>(0, size - data.ConsumeIntegralInRange<int64_t>(-5, 5000));
    default:
      return 0;
  }
}

// A producer that also pushes for requests that are over, ends early, fails, and cancels the job.
class Producer {
 public:
  Producer(FuzzedDataProvider& data, Bytes bytes, const StreamSource::Options& options, CancelToken& cancel)
      : data_(data),
        bytes_(bytes),
        cancel_(cancel),
        source_(options, {[this](int64_t offset) { begin(offset); }, [this] { feed(); }}, cancel) {}

  StreamSource& source() { return source_; }
  bool failed() const { return failed_; }
  // Where the current request ended early; -1 when it did not.
  int64_t cut() const { return cut_; }

 private:
  void begin(int64_t offset) {
    must(offset >= 0, "a request at a negative offset");
    stale(offset);
    source_.begin(offset);
    request_ = offset;
    next_ = std::min(static_cast<size_t>(offset), bytes_.size());
    cut_ = -1;
    feed();
  }
  // Calls that must have no effect, because they are for another request.
  void stale(int64_t offset) {
    if (data_.ConsumeProbability<float>() > 0.1F) return;
    const uint8_t wrong[] = {1, 2, 3};
    source_.push(offset, wrong);  // before begin()
    source_.push(offset + 1, wrong);
    source_.end(offset + 1);
  }
  void feed() {
    while (true) {
      if (data_.remaining_bytes() > 0 && data_.ConsumeIntegral<uint8_t>() < 4) {
        interfere();
        if (failed_ || cut_ >= 0) return;
      }
      if (next_ >= bytes_.size()) break;
      const size_t wanted = data_.remaining_bytes() > 0 ? data_.ConsumeIntegralInRange<size_t>(1, 100'000) : 50'000;
      const Bytes piece = bytes_.subspan(next_, std::min(wanted, bytes_.size() - next_));
      next_ += piece.size();
      if (!source_.push(request_, piece)) return;
    }
    source_.end(request_);
  }
  void interfere() {
    switch (data_.ConsumeIntegralInRange(0, 3)) {
      case 0:
        source_.fail({Code::INPUT_UNREADABLE, Stage::INPUT, 0, "connection reset"});
        failed_ = true;
        return;
      case 1:
        cancel_.cancel({Code::ABORTED, Stage::NONE, 0, "enough"});
        failed_ = true;
        return;
      case 2:
        source_.end(request_);
        cut_ = static_cast<int64_t>(next_);
        return;
      default:
        stale(request_ + 7);
    }
  }

  FuzzedDataProvider& data_;
  Bytes bytes_;
  CancelToken& cancel_;
  int64_t request_ = 0;
  size_t next_ = 0;
  bool failed_ = false;
  int64_t cut_ = -1;
  StreamSource source_;
};

void check_bytes(Bytes bytes, int64_t at, Bytes got) {
  must(at >= 0 && at + static_cast<int64_t>(got.size()) <= static_cast<int64_t>(bytes.size()), "bytes inside the file");
  must(std::equal(got.begin(), got.end(), bytes.begin() + at), "the bytes of the file");
}

void check_source(FuzzedDataProvider& data) {
  static const std::vector<uint8_t> content = numbered(5 << 20);
  const size_t size = data.PickValueInArray<size_t>({0, 1, 5'000, 70'000, 300'000, 600'000, 5 << 20});
  const Bytes bytes = Bytes(content).first(size);
  StreamSource::Options options;
  options.reopen = data.ConsumeBool();
  options.size = data.ConsumeBool() ? static_cast<int64_t>(size) : -1;
  options.max_spool_bytes = data.ConsumeBool() ? INT64_MAX : 100'000;
  CancelToken cancel;
  Producer producer(data, bytes, options, cancel);
  StreamSource& source = producer.source();
  std::vector<uint8_t> buffer(70'000);
  int64_t position = 0;
  try {
    for (int step = 0; step < 40 && data.remaining_bytes() > 0; ++step) {
      if (data.ConsumeBool()) {
        position = some_position(data, static_cast<int64_t>(size), position);
        source.seek(position);
      }
      const int count = data.ConsumeIntegralInRange(1, static_cast<int>(buffer.size()));
      const int got = source.read(buffer.data(), count);
      must(got >= 0 && got <= count, "as many bytes as wanted");
      check_bytes(bytes, got == 0 ? 0 : position, Bytes(buffer).first(static_cast<size_t>(got)));
      must(got > 0 || position >= static_cast<int64_t>(size) || producer.cut() >= 0, "no end before the end");
      source.record_head(position, Bytes(buffer).first(static_cast<size_t>(got)));
      position += got;
      must(source.size() == options.size || (options.size < 0 && !options.reopen), "the size");
    }
  } catch (const Failure& failure) {
    const bool spool = failure.status.code == Code::LIMIT_SPOOL_BYTES && !options.reopen;
    must(producer.failed() || spool, "a failure without a cause: " + failure.status.detail);
  }
  const auto& head = source.head();
  check_bytes(bytes, 0, head);
  must(head.size() <= 4096, "the size of the head");
}

void check_cache(FuzzedDataProvider& data) {
  static const std::vector<uint8_t> content = numbered(5 << 20);
  const Bytes bytes(content);
  RangeCache cache;
  int64_t position = 0;
  while (data.remaining_bytes() > 0) {
    position = std::min(some_position(data, 5 << 20, position), int64_t{5 << 20});
    if (data.ConsumeBool()) {
      const size_t rest = bytes.size() - static_cast<size_t>(position);
      const size_t count =
          std::min(rest, data.ConsumeIntegralInRange<size_t>(1, data.ConsumeBool() ? 1 << 20 : 70'000));
      if (count == 0) continue;
      cache.add(position, bytes.subspan(static_cast<size_t>(position), count));
      const auto last = position + static_cast<int64_t>(count) - 1;
      must(!cache.find(last).empty(), "the bytes that were added last are kept");
      position = last;
    }
    check_bytes(bytes, position, cache.find(position));
    must(cache.pieces() <= 33'000, "few pieces");
  }
}

void target(Bytes bytes) {
  if (bytes.empty()) return;
  FuzzedDataProvider data(bytes.data() + 1, bytes.size() - 1);
  if (bytes[0] % 8 == 7) {
    check_boxes(data);
  } else if (bytes[0] % 4 == 0) {
    check_cache(data);
  } else {
    check_source(data);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) { return fuzz::run(data, size, target); }
