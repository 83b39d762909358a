#include "input/window.h"

#include <doctest/doctest.h>

#include "bytes_source.h"

using namespace cliploop;
using namespace std::string_literals;

namespace {

std::string read_all(Window& window, int step) {
  std::string out;
  std::string buffer(static_cast<size_t>(step), '\0');
  while (const int got = window.read(reinterpret_cast<uint8_t*>(buffer.data()), step)) {
    out.append(buffer, 0, static_cast<size_t>(got));
  }
  return out;
}

// Gives one byte at a time, like a slow connection.
class SlowSource final : public Source {
 public:
  explicit SlowSource(const std::string& bytes) : bytes_(bytes) {}
  int read(uint8_t* buffer, int size) override { return bytes_.read(buffer, std::min(size, 1)); }
  void seek(int64_t offset) override { bytes_.seek(offset); }
  int64_t size() override { return bytes_.size(); }
  bool random_access() const override { return true; }

 private:
  BytesSource bytes_;
};

const std::string kFlv = "FLV\x01\x05\0\0\0\x09\0\0\0\0"s;
const std::string kWebm = "\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01"s;

}  // namespace

TEST_CASE("Window ends where the next file of the same format begins") {
  for (const std::string& header : {kFlv, kWebm}) {
    const std::string first = header + std::string(100, 'a');
    for (const int step : {1000, 113, 40}) {
      BytesSource bytes(first + header + std::string(50, 'b'));
      Window window(bytes, 0);
      const std::string read = read_all(window, step);
      CHECK(window.next() == static_cast<int64_t>(first.size()));
      CHECK(window.size() == static_cast<int64_t>(first.size()));
      CHECK(read.starts_with(first));
      Window second(bytes, window.next());
      CHECK(read_all(second, step) == header + std::string(50, 'b'));
      CHECK(second.next() == -1);
    }
  }
}

TEST_CASE("Window does not take similar bytes for a header") {
  BytesSource bytes(kFlv + std::string(40, 'a') + "FLV\x01 is a format, and so is \x1a\x45\xdf\xa3"s +
                    std::string(40, 'a'));
  Window window(bytes, 0);
  CHECK(read_all(window, 64).size() == static_cast<size_t>(bytes.size()));
  CHECK(window.next() == -1);
}

TEST_CASE("Window reads formats that it does not know to their end") {
  BytesSource bytes("\x47" + std::string(100, 'a') + kFlv + kWebm);
  Window window(bytes, 0);
  CHECK(read_all(window, 32).size() == static_cast<size_t>(bytes.size()));
}

TEST_CASE("Window ends at the next file when a source gives its bytes one by one") {
  for (const std::string& header : {kFlv, kWebm}) {
    const std::string first = header + std::string(100, 'a');
    SlowSource bytes(first + header + std::string(50, 'b'));
    Window window(bytes, 0);
    // The last header is known only after some of its bytes were returned.
    CHECK(read_all(window, 64).starts_with(first));
    CHECK(window.next() == static_cast<int64_t>(first.size()));
  }
}
