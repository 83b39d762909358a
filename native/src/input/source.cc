#include "input/source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace cliploop {
namespace {

Failure cannot_open(const std::string& path, int error) {
  const Code code = error == ENOENT || error == ENOTDIR ? Code::INPUT_NOT_FOUND : Code::INPUT_UNREADABLE;
  return {code, Stage::INPUT, path + ": " + std::strerror(error)};
}

class PathSource final : public Source {
 public:
  PathSource(const std::string& path, CancelToken& cancel) : path_(path), cancel_(cancel) {
    fd_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd_ < 0) throw cannot_open(path, errno);
    struct stat info = {};
    if (fstat(fd_, &info) != 0 || S_ISDIR(info.st_mode)) {
      const int error = S_ISDIR(info.st_mode) ? EISDIR : errno;
      close(fd_);
      throw cannot_open(path, error);
    }
    size_ = info.st_size;
  }
  ~PathSource() override { close(fd_); }
  PathSource(const PathSource&) = delete;
  PathSource& operator=(const PathSource&) = delete;

  int read(uint8_t* buffer, int size) override {
    cancel_.check();
    while (true) {
      const ssize_t got = pread(fd_, buffer, static_cast<size_t>(size), position_);
      if (got >= 0) {
        position_ += got;
        return static_cast<int>(got);
      }
      if (errno != EINTR) throw Failure(Code::INPUT_UNREADABLE, Stage::INPUT, path_ + ": " + std::strerror(errno));
    }
  }
  void seek(int64_t offset) override { position_ = offset; }
  int64_t size() override { return size_; }
  bool random_access() const override { return true; }

 private:
  std::string path_;
  CancelToken& cancel_;
  int fd_ = -1;
  int64_t size_ = 0;
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
  return std::make_unique<PathSource>(path, cancel);
}

}  // namespace cliploop
