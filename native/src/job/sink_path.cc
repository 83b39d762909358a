#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <random>
#include <utility>

#include "base/temp_file.h"
#include "job/sink.h"

namespace cliploop {
namespace {

std::string folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

// A name in the folder of the target, because a rename is atomic only within a file system.
std::string random_name(const std::string& path) {
  std::random_device random;
  return folder_of(path) + "/.cliploop-" + std::to_string(random()) + std::to_string(random()) + ".part";
}

// Resolves symbolic links: the file that a link points to is written, and the link stays.
std::string target_of(const std::string& path) {
  char resolved[PATH_MAX];
  return realpath(path.c_str(), resolved) != nullptr ? resolved : path;
}

const char* reason_of(int error) {
  switch (error) {
    case EISDIR:
      return "it is a folder";
    case ENOENT:
      return "its folder does not exist";
    case ENOTDIR:
      return "a part of its path is a file, not a folder";
    case EACCES:
    case EPERM:
      return "permission denied";
    case EROFS:
      return "the file system is read-only";
    case ENOSPC:
      return "no space left on the device";
    default:
      return std::strerror(error);
  }
}

class PathSink final : public Sink {
 public:
  PathSink(const std::string& path, bool overwrite, int64_t max_bytes, CancelToken& cancel)
      : Sink(max_bytes, cancel), given_(path), path_(target_of(path)), overwrite_(overwrite) {}
  ~PathSink() override {
    if (fd_ >= 0) close(fd_);
    if (!temporary_.empty()) unlink(temporary_.c_str());
  }

 private:
  Failure exists() const { return {Code::OUTPUT_EXISTS, Stage::WRITE, given_}; }
  Failure cannot_write(int error) const {
    return {Code::OUTPUT_UNWRITABLE, Stage::WRITE, given_ + ": " + reason_of(error)};
  }

  void prepare() override {
    struct stat info = {};
    if (lstat(path_.c_str(), &info) == 0) {
      if (S_ISDIR(info.st_mode)) throw cannot_write(EISDIR);
      if (!overwrite_) throw exists();
      if (S_ISREG(info.st_mode)) mode_ = info.st_mode & 07777;
    }
    open_nameless();
    if (fd_ < 0) open_named();
    if (fd_ < 0) throw cannot_write(errno);
  }

  // The system deletes a file without a name when the process ends, even in a crash. This needs support of the file
  // system, and /proc to give the file a name later.
  void open_nameless() {
#ifdef O_TMPFILE
    if (access("/proc/self/fd", X_OK) == 0) {
      fd_ = ::open(folder_of(path_).c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
    }
#endif
  }
  void open_named() {
    do {
      temporary_ = random_name(path_);
      fd_ = ::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } while (fd_ < 0 && errno == EEXIST);
    if (fd_ < 0) temporary_.clear();
  }

  void put(int64_t offset, std::span<const uint8_t> bytes) override {
    if (write_fully(fd_, offset, bytes) < 0) throw cannot_write(errno);
  }
  size_t get(int64_t offset, std::span<uint8_t> buffer) override {
    const int64_t got = read_fully(fd_, offset, buffer);
    if (got < 0) throw cannot_write(errno);
    return static_cast<size_t>(got);
  }
  void clear() override {
    if (ftruncate(fd_, 0) != 0) throw cannot_write(errno);
  }

  void finish() override {
    if (mode_) fchmod(fd_, *mode_);
    cancel_.conclude();  // an abort comes before the file has its name, or is too late
    // link() fails when the file exists, so a file that was created meanwhile is not replaced.
    if (!overwrite_) {
      if (link_to(path_)) return;
      if (errno == EEXIST) throw exists();
    }
    if (temporary_.empty()) {
      const std::string name = random_name(path_);
      if (!link_to(name)) throw cannot_write(errno);
      temporary_ = name;
    }
    // This check is for file systems without hard links.
    if (!overwrite_ && access(path_.c_str(), F_OK) == 0) throw exists();
    if (rename(temporary_.c_str(), path_.c_str()) != 0) throw cannot_write(errno);
    temporary_.clear();
  }
  // Gives the file another name. The destructor removes the temporary one.
  bool link_to(const std::string& name) {
    if (!temporary_.empty()) return link(temporary_.c_str(), name.c_str()) == 0;
    const std::string self = "/proc/self/fd/" + std::to_string(fd_);
    return linkat(AT_FDCWD, self.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0;
  }

  const std::string given_;  // path of the caller, for messages
  const std::string path_;
  const bool overwrite_;
  std::string temporary_;       // empty when the file has no temporary name
  std::optional<mode_t> mode_;  // mode of the file that is replaced
  int fd_ = -1;
};

class DescriptorSink final : public Sink {
 public:
  DescriptorSink(Descriptor file, int64_t max_bytes, CancelToken& cancel)
      : Sink(max_bytes, cancel), file_(std::move(file)) {}

 private:
  static Failure cannot_write(int error) { return {Code::OUTPUT_UNWRITABLE, Stage::WRITE, reason_of(error)}; }

  void put(int64_t offset, std::span<const uint8_t> bytes) override {
    if (write_fully(file_.get(), offset, bytes) < 0) throw cannot_write(errno);
  }
  size_t get(int64_t offset, std::span<uint8_t> buffer) override {
    const int64_t got = read_fully(file_.get(), offset, buffer);
    if (got < 0) throw cannot_write(errno);
    return static_cast<size_t>(got);
  }
  void clear() override {
    if (ftruncate(file_.get(), 0) != 0) throw cannot_write(errno);
  }
  void finish() override { cancel_.conclude(); }

  Descriptor file_;
};

}  // namespace

std::unique_ptr<Sink> sink_to_path(const std::string& path, bool overwrite, int64_t max_bytes, CancelToken& cancel) {
  return std::make_unique<PathSink>(path, overwrite, max_bytes, cancel);
}

std::unique_ptr<Sink> sink_to_descriptor(Descriptor file, int64_t max_bytes, CancelToken& cancel) {
  return std::make_unique<DescriptorSink>(std::move(file), max_bytes, cancel);
}

}  // namespace cliploop
