#include "input/stream_source.h"

#include <doctest/doctest.h>

#include <atomic>
#include <numeric>
#include <thread>

using namespace cliploop;

namespace {

std::vector<uint8_t> numbered(size_t size) {
  std::vector<uint8_t> bytes(size);
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<uint8_t>(i * 7 + (i >> 8));
  return bytes;
}

// Serves the requests of a source from a byte array, on its own thread. A new request ends the one before.
struct Server {
  Server(std::vector<uint8_t> b, const StreamSource::Options& options, CancelToken& cancel)
      : bytes(std::move(b)), source(std::make_unique<StreamSource>(options, requests(), cancel)) {}
  ~Server() { end(); }  // before the source is destroyed, which the thread uses
  StreamRequests requests() {
    return {[this](int64_t offset) {
              end();
              asked.push_back(offset);
              source->begin(offset);
              stop = false;
              thread = std::thread([this, offset] { serve(offset); });
            },
            [this] { room = true; }};
  }
  void serve(int64_t offset) {
    constexpr size_t kPiece = 40'000;
    for (auto at = static_cast<size_t>(offset); at < bytes.size() && !stop; at += kPiece) {
      room = false;
      if (source->push(offset, {bytes.data() + at, std::min(kPiece, bytes.size() - at)})) continue;
      while (!room && !stop) std::this_thread::yield();
    }
    source->end(offset);
  }
  void end() {
    stop = true;
    if (thread.joinable()) thread.join();
  }

  std::vector<uint8_t> bytes;
  std::vector<int64_t> asked;
  std::atomic<bool> stop{false};
  std::atomic<bool> room{false};
  std::unique_ptr<StreamSource> source;
  std::thread thread;
};

std::vector<uint8_t> read_from(Source& source, int64_t offset, size_t count) {
  source.seek(offset);
  std::vector<uint8_t> out(count);
  size_t done = 0;
  while (done < count) {
    const int got = source.read(out.data() + done, static_cast<int>(count - done));
    if (got == 0) break;
    done += static_cast<size_t>(got);
  }
  out.resize(done);
  return out;
}

std::vector<uint8_t> slice(const std::vector<uint8_t>& bytes, size_t from, size_t count) {
  from = std::min(from, bytes.size());
  return {bytes.begin() + static_cast<int64_t>(from),
          bytes.begin() + static_cast<int64_t>(std::min(bytes.size(), from + count))};
}

}  // namespace

TEST_CASE("StreamSource reads a spooled stream in any order") {
  CancelToken cancel;
  Server server(numbered(3'000'000), {false, -1, 1 << 30}, cancel);
  StreamSource& source = *server.source;
  CHECK(source.size() == -1);
  CHECK(read_from(source, 2'900'000, 200'000) == slice(server.bytes, 2'900'000, 200'000));
  CHECK(source.size() == 3'000'000);
  CHECK(read_from(source, 10, 1'000'000) == slice(server.bytes, 10, 1'000'000));
  CHECK(read_from(source, 3'000'000, 10).empty());
  CHECK(server.asked == std::vector<int64_t>{0});
}

TEST_CASE("StreamSource limits the spool") {
  CancelToken cancel;
  Server server(numbered(500'000), {false, -1, 100'000}, cancel);
  StreamSource& source = *server.source;
  try {
    read_from(source, 0, 500'000);
    FAIL("no limit");
  } catch (const Failure& failure) {
    CHECK(failure.status.code == Code::LIMIT_SPOOL_BYTES);
    CHECK(failure.status.detail == "the limit is 100000 bytes");
  }
}

TEST_CASE("StreamSource makes a new request only for far jumps") {
  CancelToken cancel;
  Server server(numbered(5'000'000), {true, 5'000'000, 0}, cancel);
  StreamSource& source = *server.source;
  CHECK(read_from(source, 0, 1000) == slice(server.bytes, 0, 1000));
  CHECK(read_from(source, 200'000, 1000) == slice(server.bytes, 200'000, 1000));
  CHECK(server.asked.size() == 1);
  CHECK(read_from(source, 4'000'000, 5000) == slice(server.bytes, 4'000'000, 5000));
  CHECK(read_from(source, 0, 5000) == slice(server.bytes, 0, 5000));
  CHECK(read_from(source, 2'500'000, 5000) == slice(server.bytes, 2'500'000, 5000));
  CHECK(server.asked == std::vector<int64_t>{0, 4'000'000, 2'500'000});
  CHECK(read_from(source, 5'000'000, 1).empty());
}

TEST_CASE("StreamSource keeps the beginning of a remote file") {
  CancelToken cancel;
  Server server(numbered(9'000'000), {true, 9'000'000, 0}, cancel);
  StreamSource& source = *server.source;
  CHECK(read_from(source, 0, 1'000'000) == slice(server.bytes, 0, 1'000'000));
  CHECK(read_from(source, 2'000'000, 6'000'000) == slice(server.bytes, 2'000'000, 6'000'000));
  const auto asked = server.asked;
  CHECK(read_from(source, 0, 1'000'000) == slice(server.bytes, 0, 1'000'000));
  CHECK(server.asked == asked);
  CHECK(read_from(source, 900'000, 5'000'000) == slice(server.bytes, 900'000, 5'000'000));
}

TEST_CASE("StreamSource returns the bytes before a failure, then its cause") {
  CancelToken cancel;
  StreamSource* source = nullptr;
  StreamSource stream({false, -1, 1 << 20}, {[&](int64_t offset) { source->begin(offset); }, [] {}}, cancel);
  source = &stream;
  uint8_t byte = 0;
  std::thread producer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const uint8_t one = 42;
    stream.push(0, {&one, 1});
    stream.fail({Code::INPUT_UNREADABLE, Stage::INPUT, 0, "connection reset"});
  });
  CHECK(stream.read(&byte, 1) == 1);
  CHECK(byte == 42);
  CHECK_THROWS_WITH(stream.read(&byte, 1), "connection reset");
  producer.join();
}

TEST_CASE("StreamSource ends a waiting read when the job is cancelled") {
  CancelToken cancel;
  StreamSource stream({true, -1, 0}, {[](int64_t) {}, [] {}}, cancel);
  std::thread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    cancel.cancel({Code::ABORTED, Stage::NONE, 0, "enough"});
  });
  uint8_t byte = 0;
  CHECK_THROWS_WITH(stream.read(&byte, 1), "enough");
  canceller.join();
}

TEST_CASE("StreamSource ignores chunks of an earlier request") {
  CancelToken cancel;
  StreamSource* source = nullptr;
  const uint8_t stale = 1;
  const uint8_t fresh = 2;
  StreamSource stream({true, 10'000'000, 0},
                      {[&](int64_t offset) {
                         source->push(offset, {&stale, 1});  // of the request before
                         source->begin(offset);
                         source->push(offset, {&fresh, 1});
                       },
                       [] {}},
                      cancel);
  source = &stream;
  uint8_t byte = 0;
  CHECK(stream.read(&byte, 1) == 1);
  CHECK(byte == fresh);
}
