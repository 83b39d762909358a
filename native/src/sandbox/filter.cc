#include "sandbox/filter.h"

#include <linux/seccomp.h>

#include <cstddef>

namespace cliploop::sandbox {
namespace {

constexpr uint16_t kLoad = BPF_LD | BPF_W | BPF_ABS;
constexpr uint16_t kReturn = BPF_RET | BPF_K;
constexpr uint16_t kIfEqual = BPF_JMP | BPF_JEQ | BPF_K;

}  // namespace

void Filter::add(uint16_t code, uint32_t value, uint8_t if_true, uint8_t if_false) {
  program_.push_back({code, if_true, if_false, value});
}

void Filter::load_number() { add(kLoad, offsetof(seccomp_data, nr)); }
void Filter::load_architecture() { add(kLoad, offsetof(seccomp_data, arch)); }
// Both architectures are little-endian.
void Filter::load_argument(int index) {
  add(kLoad, static_cast<uint32_t>(offsetof(seccomp_data, args) + 8 * static_cast<size_t>(index)));
}
void Filter::load_upper_half(int index) {
  add(kLoad, static_cast<uint32_t>(offsetof(seccomp_data, args) + 8 * static_cast<size_t>(index) + 4));
}

void Filter::if_equal(uint32_t value, uint32_t verdict) {
  add(kIfEqual, value, 0, 1);
  add(kReturn, verdict);
}
void Filter::if_not_equal(uint32_t value, uint32_t verdict) {
  add(kIfEqual, value, 1, 0);
  add(kReturn, verdict);
}
void Filter::if_at_least(uint32_t value, uint32_t verdict) {
  add(BPF_JMP | BPF_JGE | BPF_K, value, 0, 1);
  add(kReturn, verdict);
}
void Filter::if_any(uint32_t mask, uint32_t verdict) {
  add(BPF_JMP | BPF_JSET | BPF_K, mask, 0, 1);
  add(kReturn, verdict);
}
void Filter::if_masked_not(uint32_t mask, uint32_t value, uint32_t verdict) {
  add(BPF_ALU | BPF_AND | BPF_K, mask);
  if_not_equal(value, verdict);
}
void Filter::otherwise(uint32_t verdict) { add(kReturn, verdict); }

}  // namespace cliploop::sandbox
