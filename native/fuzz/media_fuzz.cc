// Whole jobs on mutated media files: open, seek, decode, sample, scale and encode, or take stills or plan. The last
// four bytes of the input choose the options, so that every media file is an input.
#include <array>

#include "bytes_source.h"
#include "feeder.h"
#include "jobs.h"
#include "mutate.h"

using namespace cliploop;
using namespace fuzz;

namespace {

constexpr size_t kTail = 4;

Limits small_limits() {
  Limits limits;
  limits.max_pixels = 320 * 240;
  limits.max_duration = Rational{4};
  limits.max_memory = 256 << 20;
  limits.max_frames = 16;
  limits.max_output_bytes = 1 << 20;
  limits.max_spool_bytes = 1 << 20;
  limits.timeout_ms = 8000;
  return limits;
}

AnimateOptions options_of(uint32_t choice) {
  const auto take = [&](uint32_t count) {
    const uint32_t taken = choice % count;
    choice /= count;
    return static_cast<int>(taken);
  };
  AnimateOptions options;
  options.limits = small_limits();
  options.format = take(2) == 0 ? Format::GIF : Format::WEBP;
  options.threads = 1 + take(2);
  options.start =
      std::array{Rational{}, Rational{1, 10}, Rational{3, 10}, Rational{-1, 5}}[static_cast<size_t>(take(4))];
  options.duration = Rational{1 + take(3), 5};
  options.fps =
      std::array<std::optional<Rational>, 3>{Rational{10}, Rational{24}, std::nullopt}[static_cast<size_t>(take(3))];
  if (!options.fps) options.fps_limit = Rational{15};
  options.size.width = take(3) * 16;
  options.size.height = take(2) * 24;
  options.size.fit = static_cast<Fit>(take(4));
  options.size.adaptive = take(2) == 1;
  options.quality = 1 + take(4) * 33;
  options.effort = take(3);
  options.dither = static_cast<Dither>(take(4));
  if (take(16) == 0) options.input_fps = Rational{5};
  options.playback = static_cast<Playback>(take(3));
  options.speed = std::array{Rational{1}, Rational{3, 2}, Rational{1, 10}}[static_cast<size_t>(take(3))];
  const int crop = take(4);
  options.crop_bars = crop == 1;
  if (crop > 1) {
    const Length inset{0, {1, crop == 2 ? 4 : 7}};
    options.size.crop = {inset, inset, {0, {1, 2}}, {0, {2, 3}}};
  }
  const int more = take(5);
  options.auto_start = more == 3;
  if (more < 4) options.seamless.mode = static_cast<Seamless::Mode>(more);
  options.seamless.fade = Rational{1, 10};
  if (more == 4) {
    options.budget = ByteBudget{int64_t{2000}, {{Reduce::QUALITY, 20}, {Reduce::RATE, 5}, {Reduce::SIZE, 16}}};
  }
  return options;
}

void target(Bytes bytes) {
  if (bytes.size() < kTail) return;
  const Bytes tail = bytes.last(kTail);
  uint32_t choice = 0;
  for (const uint8_t byte : tail) choice = choice << 8 | byte;
  choice *= 2654435761U;  // the last bytes of many formats have few values
  choice ^= choice >> 15;
  const uint32_t kind = choice % 4;
  const AnimateOptions options = options_of(choice / 4);
  CancelToken cancel;
  cancel.set_deadline(options.limits.timeout_ms);
  if (kind == 0) {
    Feeder feeder(
        bytes, {choice % 8 == 0, static_cast<int64_t>(bytes.size()), options.limits.max_spool_bytes},
        [] { return size_t{1000}; }, cancel);
    check_animate(options, feeder.source(), cancel);
    return;
  }
  BytesSource source({bytes.begin(), bytes.end()});
  if (kind == 3 && choice / 4 % 3 == 0) {
    check_stills(options, choice / 12, source, cancel);
  } else if (kind == 3 && choice / 4 % 3 == 1) {
    check_plan(options, source, cancel);
  } else if (kind == 1) {
    check_probe({options.limits, options.threads, options.input_fps}, source, cancel);
  } else {
    check_animate(options, source, cancel);
  }
}

}  // namespace

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned seed) {
  return fuzz::Mutator(data, size, max_size, seed).run(kTail);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) { return fuzz::run(data, size, target); }
