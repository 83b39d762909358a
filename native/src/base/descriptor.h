// Owns an open file.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <utility>

namespace cliploop {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  // A copy of the descriptor of a caller, who may close it at any time. -1 when it is not open.
  static Descriptor copy_of(int fd) { return Descriptor(fcntl(fd, F_DUPFD_CLOEXEC, 0)); }
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }

  int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace cliploop
