#include "input/source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

namespace cliploop {
namespace {

Failure cannot_open(const std::string& path, int error) {
  const Code code = error == ENOENT || error == ENOTDIR ? Code::INPUT_NOT_FOUND : Code::INPUT_UNREADABLE;
  return {code, Stage::INPUT, path + ": " + std::strerror(error)};
}

// A folder can be opened, but not read.
struct stat facts_of(int fd, const std::string& path) {
  struct stat info = {};
  if (fstat(fd, &info) != 0) throw cannot_open(path, errno);
  if (S_ISDIR(info.st_mode)) throw cannot_open(path, EISDIR);
  return info;
}

using Modified = std::pair<int64_t, int64_t>;  // seconds and nanoseconds

Modified modified(const struct stat& info) {
#ifdef __APPLE__
  return {info.st_mtimespec.tv_sec, info.st_mtimespec.tv_nsec};
#else
  return {info.st_mtim.tv_sec, info.st_mtim.tv_nsec};
#endif
}

class FileSource final : public Source {
 public:
  FileSource(Descriptor file, int64_t size, std::optional<Modified> modified, std::string name, CancelToken& cancel)
      : file_(std::move(file)), size_(size), modified_(modified), name_(std::move(name)), cancel_(cancel) {}

  int read(uint8_t* buffer, int size) override {
    cancel_.check();
    while (true) {
      const ssize_t got = pread(file_.get(), buffer, static_cast<size_t>(size), position_);
      if (got >= 0) {
        if (got == 0 && size > 0 && position_ < size_) throw shorter();
        position_ += got;
        return static_cast<int>(got);
      }
      if (errno != EINTR) throw Failure(Code::INPUT_UNREADABLE, Stage::INPUT, name_ + ": " + std::strerror(errno));
    }
  }
  void seek(int64_t offset) override { position_ = offset; }
  int64_t size() override { return size_; }
  bool random_access() const override { return true; }
  // A file that grows may be a recording, whose earlier bytes stay the same.
  void check_unchanged() override {
    const int64_t now = lseek(file_.get(), 0, SEEK_END);
    if (now >= 0 && now < size_) throw shorter();
    if (!modified_ || now != size_) return;
    if (modified(facts_of(file_.get(), name_)) != *modified_) throw changed("was written to while it was read");
  }

 private:
  Failure changed(const std::string& how) const { return {Code::INPUT_CHANGED, Stage::INPUT, name_ + " " + how}; }
  Failure shorter() const {
    return changed("became shorter than " + std::to_string(size_) + " bytes while it was read");
  }

  Descriptor file_;
  int64_t size_;                      // when it was opened
  std::optional<Modified> modified_;  // then
  std::string name_;                  // for messages
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
  const struct stat facts = facts_of(file.get(), path);
  return std::make_unique<FileSource>(std::move(file), facts.st_size, modified(facts), path, cancel);
}

std::unique_ptr<Source> open_descriptor(Descriptor file, CancelToken& cancel) {
  // Not by fstat(), which a sandbox may forbid, since some C libraries implement it by a call that takes paths.
  const int64_t size = lseek(file.get(), 0, SEEK_END);
  if (size < 0) throw Failure(Code::INPUT_UNREADABLE, Stage::INPUT, std::strerror(errno));
  return std::make_unique<FileSource>(std::move(file), size, std::nullopt, "the source", cancel);
}

}  // namespace cliploop
