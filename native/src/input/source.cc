#include "input/source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace cliploop {
namespace {

Failure cannot_open(const std::string& path, int error) {
  const Code code = error == ENOENT || error == ENOTDIR ? Code::INPUT_NOT_FOUND : Code::INPUT_UNREADABLE;
  return {code, Stage::INPUT, path + ": " + std::strerror(error)};
}

// A folder can be opened, but not read.
int64_t size_of(int fd, const std::string& path) {
  struct stat info = {};
  if (fstat(fd, &info) != 0) throw cannot_open(path, errno);
  if (S_ISDIR(info.st_mode)) throw cannot_open(path, EISDIR);
  return info.st_size;
}

class FileSource final : public Source {
 public:
  FileSource(Descriptor file, int64_t size, std::string name, CancelToken& cancel)
      : file_(std::move(file)), size_(size), name_(std::move(name)), cancel_(cancel) {}

  int read(uint8_t* buffer, int size) override {
    cancel_.check();
    while (true) {
      const ssize_t got = pread(file_.get(), buffer, static_cast<size_t>(size), position_);
      if (got >= 0) {
        position_ += got;
        return static_cast<int>(got);
      }
      if (errno != EINTR) throw Failure(Code::INPUT_UNREADABLE, Stage::INPUT, name_ + ": " + std::strerror(errno));
    }
  }
  void seek(int64_t offset) override { position_ = offset; }
  int64_t size() override { return size_; }
  bool random_access() const override { return true; }

 private:
  Descriptor file_;
  int64_t size_;
  std::string name_;  // for messages
  CancelToken& cancel_;
  int64_t position_ = 0;
};

}  // namespace

void Source::record_head(int64_t offset, std::span<const uint8_t> bytes) {
  const auto known = static_cast<int64_t>(head_.size());
  const int64_t overlap = known - offset;  // the same bytes may be read several times
  if (overlap < 0 || overlap >= static_cast<int64_t>(bytes.size()) || head_.size() >= kHead) return;
  bytes = bytes.subspan(static_cast<size_t>(overlap));
  const auto fresh = bytes.first(std::min(bytes.size(), kHead - head_.size()));
  head_.insert(head_.end(), fresh.begin(), fresh.end());
}

std::unique_ptr<Source> open_path(const std::string& path, CancelToken& cancel) {
  Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) throw cannot_open(path, errno);
  const int64_t size = size_of(file.get(), path);
  return std::make_unique<FileSource>(std::move(file), size, path, cancel);
}

std::unique_ptr<Source> open_descriptor(Descriptor file, CancelToken& cancel) {
  // Not by fstat(), which a sandbox may forbid, since some C libraries implement it by a call that takes paths.
  const int64_t size = lseek(file.get(), 0, SEEK_END);
  if (size < 0) throw Failure(Code::INPUT_UNREADABLE, Stage::INPUT, std::strerror(errno));
  return std::make_unique<FileSource>(std::move(file), size, "the source", cancel);
}

}  // namespace cliploop
