#include "base/temp_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "base/status.h"

namespace cliploop {
namespace {

int open_unlinked(const std::string& folder) {
#ifdef O_TMPFILE
  const int unnamed = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (unnamed >= 0) return unnamed;
#endif
  // Not every file system supports O_TMPFILE.
  std::string name = folder + "/cliploop-XXXXXX";
  const int named = mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) unlink(name.c_str());
  return named;
}

}  // namespace

TempFile::TempFile(Stage stage) : stage_(stage) {
  const char* folder = std::getenv("TMPDIR");
  const std::string where = folder != nullptr && *folder != '\0' ? folder : "/tmp";
  file_ = Descriptor(open_unlinked(where));
  if (file_.get() < 0) {
    throw Failure(code(), stage_, "cannot create a temporary file in " + where + ": " + std::strerror(errno));
  }
}

Code TempFile::code() const { return stage_ == Stage::INPUT ? Code::INPUT_UNREADABLE : Code::OUTPUT_UNWRITABLE; }

void TempFile::write_at(int64_t offset, std::span<const uint8_t> bytes) {
  if (write_fully(file_.get(), offset, bytes) < 0) {
    throw Failure(code(), stage_, std::string("cannot write the temporary file: ") + std::strerror(errno));
  }
}

size_t TempFile::read_at(int64_t offset, std::span<uint8_t> buffer) {
  const int64_t got = read_fully(file_.get(), offset, buffer);
  if (got < 0)
    throw Failure(Code::INTERNAL, stage_, std::string("cannot read the temporary file: ") + std::strerror(errno));
  return static_cast<size_t>(got);
}

int64_t write_fully(int fd, int64_t offset, std::span<const uint8_t> bytes) {
  size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t put = pwrite(fd, bytes.data() + done, bytes.size() - done, offset + static_cast<int64_t>(done));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return -1;
    done += static_cast<size_t>(put);
  }
  return static_cast<int64_t>(done);
}

int64_t read_fully(int fd, int64_t offset, std::span<uint8_t> buffer) {
  size_t done = 0;
  while (done < buffer.size()) {
    const ssize_t got = pread(fd, buffer.data() + done, buffer.size() - done, offset + static_cast<int64_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -1;
    if (got == 0) break;
    done += static_cast<size_t>(got);
  }
  return static_cast<int64_t>(done);
}

}  // namespace cliploop
