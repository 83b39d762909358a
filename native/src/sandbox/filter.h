// Assembles a program of seccomp, which is one of classic BPF.
#pragma once

#include <linux/filter.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cliploop::sandbox {

class Filter {
 public:
  // The number of the system call, and the architecture that made it.
  void load_number();
  void load_architecture();
  // The lower half of an argument, which holds all flags and numbers that are checked. A pointer has an upper half,
  // too.
  void load_argument(int index);
  void load_upper_half(int index);

  // Returns `verdict` if the loaded value is this one.
  void if_equal(uint32_t value, uint32_t verdict);
  void if_not_equal(uint32_t value, uint32_t verdict);
  void if_at_least(uint32_t value, uint32_t verdict);
  // Returns `verdict` if a bit of the mask is set.
  void if_any(uint32_t mask, uint32_t verdict);
  // Returns `verdict` if the masked value is not this one.
  void if_masked_not(uint32_t mask, uint32_t value, uint32_t verdict);
  void otherwise(uint32_t verdict);

  // The rules that `add` adds apply to this system call only. They must end with a verdict.
  template <typename Add>
  void call(long number, Add add) {
    load_number();
    const size_t jump = program_.size();
    program_.push_back({});
    add();
    program_[jump] = {BPF_JMP | BPF_JEQ | BPF_K, 0, static_cast<uint8_t>(program_.size() - jump - 1),
                      static_cast<uint32_t>(number)};
  }

  const std::vector<sock_filter>& program() const { return program_; }

 private:
  void add(uint16_t code, uint32_t value, uint8_t if_true = 0, uint8_t if_false = 0);

  std::vector<sock_filter> program_;
};

}  // namespace cliploop::sandbox
