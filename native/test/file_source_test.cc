// Files that change while they are read.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "base/status.h"
#include "input/source.h"

using namespace cliploop;

namespace {

// A file of 100 bytes that was written at second 1.
class File {
 public:
  File() {
    const int fd = mkstemp(path_.data());
    CHECK(write(fd, std::string(100, 'a').data(), 100) == 100);
    close(fd);
    set_time(1);
  }
  ~File() { unlink(path_.c_str()); }
  const std::string& path() const { return path_; }
  Descriptor open() const { return Descriptor(::open(path_.c_str(), O_RDONLY | O_CLOEXEC)); }
  void resize(off_t size) {
    CHECK(truncate(path_.c_str(), size) == 0);
    set_time(2);
  }
  void set_time(time_t second) {
    const timespec times[2] = {{second, 0}, {second, 0}};
    CHECK(utimensat(AT_FDCWD, path_.c_str(), times, 0) == 0);
  }

 private:
  std::string path_ = "/tmp/cliploop-file-source-XXXXXX";
};

Code code_of(const auto& action) {
  try {
    action();
    return Code::OK;
  } catch (const Failure& failure) {
    return failure.status.code;
  }
}

Code read_at(Source& source, int64_t offset) {
  uint8_t buffer[200];
  source.seek(offset);
  return code_of([&] { source.read(buffer, sizeof buffer); });
}

}  // namespace

TEST_CASE("A file that becomes shorter while it is read is an error where bytes are missing") {
  for (const bool by_path : {true, false}) {
    File file;
    CancelToken cancel;
    const auto source = by_path ? open_path(file.path(), cancel) : open_descriptor(file.open(), cancel);
    CHECK(read_at(*source, 0) == Code::OK);
    CHECK(read_at(*source, 100) == Code::OK);
    CHECK(code_of([&] { source->check_unchanged(); }) == Code::OK);
    file.resize(50);
    CHECK(read_at(*source, 0) == Code::OK);
    CHECK(read_at(*source, 50) == Code::INPUT_CHANGED);
    CHECK(read_at(*source, 100) == Code::OK);
    CHECK(code_of([&] { source->check_unchanged(); }) == Code::INPUT_CHANGED);
  }
}

TEST_CASE("A file that is written to while it is read is an error, unless it grows") {
  File file;
  CancelToken cancel;
  const auto source = open_path(file.path(), cancel);
  file.set_time(2);
  CHECK_THROWS_WITH(source->check_unchanged(), (file.path() + " was written to while it was read").c_str());
  file.resize(200);
  CHECK(code_of([&] { source->check_unchanged(); }) == Code::OK);
}
