// A source for tests: bytes in memory.
#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include "input/source.h"

namespace cliploop {

class BytesSource final : public Source {
 public:
  explicit BytesSource(std::string bytes) : bytes_(std::move(bytes)) {}

  int read(uint8_t* buffer, int size) override {
    const auto rest = static_cast<int64_t>(bytes_.size()) - position_;
    const int64_t count = std::clamp<int64_t>(rest, 0, size);
    if (count > 0) std::copy_n(bytes_.begin() + position_, count, buffer);
    position_ += count;
    return static_cast<int>(count);
  }
  void seek(int64_t offset) override { position_ = offset; }
  int64_t size() override { return static_cast<int64_t>(bytes_.size()); }
  bool random_access() const override { return true; }

 private:
  std::string bytes_;
  int64_t position_ = 0;
};

}  // namespace cliploop
