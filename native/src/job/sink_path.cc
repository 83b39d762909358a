#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <random>

#include "base/temp_file.h"
#include "job/sink.h"

namespace cliploop {
namespace {

Failure cannot_write(const std::string& path, int error) {
  return {Code::OUTPUT_UNWRITABLE, "write", path + ": " + std::strerror(error)};
}

class PathSink final : public Sink {
 public:
  PathSink(std::string path, bool overwrite, int64_t max_bytes, CancelToken& cancel)
      : Sink(max_bytes, cancel), path_(std::move(path)), overwrite_(overwrite) {
    struct stat info = {};
    if (stat(path_.c_str(), &info) == 0) {
      if (S_ISDIR(info.st_mode)) throw cannot_write(path_, EISDIR);
      if (!overwrite_) throw exists();
      mode_ = info.st_mode & 07777;
    }
    // Beside the target: a rename is only atomic within a file system.
    const size_t slash = path_.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : path_.substr(0, slash + 1);
    const std::string name = slash == std::string::npos ? path_ : path_.substr(slash + 1);
    std::random_device random;
    do {
      temporary_ = folder + "." + name.substr(0, 200) + "." + std::to_string(random()) + ".part";
      fd_ = open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } while (fd_ < 0 && errno == EEXIST);
    if (fd_ < 0) throw cannot_write(path_, errno);
  }
  ~PathSink() override {
    if (fd_ >= 0) close(fd_);
    if (!committed_) unlink(temporary_.c_str());
  }

 private:
  Failure exists() const { return {Code::OUTPUT_EXISTS, "write", path_ + " exists already"}; }

  void put(int64_t offset, std::span<const uint8_t> bytes) override {
    if (write_fully(fd_, offset, bytes) < 0) throw cannot_write(path_, errno);
  }
  size_t get(int64_t offset, std::span<uint8_t> buffer) override {
    const int64_t got = read_fully(fd_, offset, buffer);
    if (got < 0) throw cannot_write(path_, errno);
    return static_cast<size_t>(got);
  }
  void clear() override {
    if (ftruncate(fd_, 0) != 0) throw cannot_write(path_, errno);
  }
  void finish() override {
    if (mode_) fchmod(fd_, *mode_);
    const int closed = close(fd_);
    fd_ = -1;
    if (closed != 0) throw cannot_write(path_, errno);
    if (overwrite_) {
      if (rename(temporary_.c_str(), path_.c_str()) != 0) throw cannot_write(path_, errno);
    } else {
      rename_new();
    }
    committed_ = true;
  }
  // A file that has appeared meanwhile is not lost either: link() refuses to replace.
  void rename_new() {
    if (link(temporary_.c_str(), path_.c_str()) == 0) {
      unlink(temporary_.c_str());
      return;
    }
    if (errno == EEXIST) throw exists();
    // File systems without hard links.
    if (access(path_.c_str(), F_OK) == 0) throw exists();
    if (rename(temporary_.c_str(), path_.c_str()) != 0) throw cannot_write(path_, errno);
  }

  const std::string path_;
  const bool overwrite_;
  std::string temporary_;
  std::optional<mode_t> mode_;  // of the file that is replaced
  int fd_ = -1;
  bool committed_ = false;
};

}  // namespace

std::unique_ptr<Sink> sink_to_path(const std::string& path, bool overwrite, int64_t max_bytes, CancelToken& cancel) {
  return std::make_unique<PathSink>(path, overwrite, max_bytes, cancel);
}

}  // namespace cliploop
