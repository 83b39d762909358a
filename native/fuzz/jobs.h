// Runs a job, and checks its failure or its output.
#pragma once

#include <numeric>
#include <optional>

#include "job/animate.h"
#include "job/plan_job.h"
#include "job/probe.h"
#include "job/stills.h"
#include "outputs.h"

namespace fuzz {

// How a job ended.
template <typename Job>
cliploop::Status status_of(Job job) {
  try {
    job();
  } catch (...) {
    return cliploop::status_of_current_exception(cliploop::Stage::JOB);
  }
  return {};
}

// An input can make a job fail, but not with the code of an internal error.
inline void check_failure(const cliploop::Status& status) {
  using cliploop::Code;
  print(std::string(cliploop::code_name(status.code)) + " " + status.detail);
  must(status.code != Code::INTERNAL, "INTERNAL: " + status.detail);
  must(status.code != Code::OUT_OF_MEMORY, "OUT_OF_MEMORY: " + status.detail);
  must(status.code != Code::ABORTED, "ABORTED: " + status.detail);
}

inline void check_result(const cliploop::AnimateOptions& options, const cliploop::AnimateResult& result,
                         const std::vector<uint8_t>& file) {
  const bool gif = options.format == cliploop::Format::GIF;
  const Output output = gif ? read_gif(file) : read_webp(file);
  must(output.width == result.width && output.height == result.height, "size of the output");
  must(static_cast<int64_t>(output.screens.size()) == result.frames, "number of frames");
  must(output.plays == result.loop, "plays");
  const int64_t total = std::accumulate(output.delays.begin(), output.delays.end(), int64_t{0});
  must(cliploop::Rational{total, gif ? 100 : 1000} == result.duration, "duration");
  must(static_cast<int64_t>(file.size()) == result.size, "bytes");
  must(!options.budget || result.size <= options.budget->bytes, "the byte budget");
  static_cast<void>(to_json(result));
}

inline void check_animate(const cliploop::AnimateOptions& options, cliploop::Source& source,
                          cliploop::CancelToken& cancel) {
  cliploop::AvLog log;
  cliploop::ProgressMeter progress(nullptr);
  std::vector<uint8_t> file;
  const auto sink = cliploop::sink_to_bytes(file, options.limits.max_output_bytes, cancel);
  std::optional<cliploop::AnimateResult> result;
  check_failure(status_of([&] { result = animate(options, source, *sink, log, cancel, progress, {}); }));
  if (result) check_result(options, *result, file);
}

// Stills of the same segment, with most of the options.
inline void check_stills(const cliploop::AnimateOptions& animate, uint32_t choice, cliploop::Source& source,
                         cliploop::CancelToken& cancel) {
  using cliploop::Rational;
  using Kind = cliploop::StillSelection::Kind;
  cliploop::StillsOptions options;
  static_cast<cliploop::VideoOptions&>(options) = animate;
  options.format = static_cast<cliploop::StillFormat>(choice % 3);
  options.selection.kind = static_cast<Kind>(choice / 3 % 4);
  options.selection.times = {Rational{1, 5}, Rational{}, Rational{-1, 10}};
  options.selection.interval = Rational{1, 7};
  options.selection.number = 1 + choice / 12 % 5;
  options.selection.key_frames = choice / 60 % 2 == 0;
  if (choice / 120 % 2 == 0) options.sprite = cliploop::SpriteOptions{2, 2};
  cliploop::AvLog log;
  cliploop::ProgressMeter progress(nullptr);
  std::vector<uint8_t> bytes;
  const auto output = pictures_to_sink(cliploop::sink_to_bytes(bytes, options.limits.max_output_bytes, cancel), true);
  std::optional<cliploop::StillsResult> result;
  check_failure(status_of([&] { result = stills(options, source, *output, log, cancel, progress); }));
  if (!result) return;
  must(static_cast<int64_t>(bytes.size()) == result->size, "bytes");
  const int64_t total = std::accumulate(result->files.begin(), result->files.end(), int64_t{0},
                                        [](int64_t sum, const auto& file) { return sum + file.size; });
  must(total == result->size, "sizes of the files");
  static_cast<void>(to_json(*result));
}

inline void check_plan(const cliploop::AnimateOptions& options, cliploop::Source& source,
                       cliploop::CancelToken& cancel) {
  using cliploop::Rational;
  cliploop::AvLog log;
  cliploop::ProgressMeter progress(nullptr);
  std::optional<cliploop::PlanResult> result;
  check_failure(status_of([&] { result = plan(options, source, log, cancel, progress); }));
  if (!result) return;
  must(!result->frames || *result->frames > 0, "number of frames");
  must(!result->duration || *result->duration > Rational{}, "duration");
  must(!result->delays || result->delays->shortest <= result->delays->longest, "delays");
  if (result->estimate) {
    const auto& estimate = *result->estimate;
    must(0 < estimate.low && estimate.low <= estimate.bytes && estimate.bytes <= estimate.high, "range of bytes");
    must(estimate.frames > 0 && estimate.tried_frames > 0, "frames of the estimate");
    must(estimate.seconds >= 0, "seconds of the estimate");
  }
  static_cast<void>(to_json(*result));
}

inline void check_probe(const cliploop::ProbeOptions& options, cliploop::Source& source,
                        cliploop::CancelToken& cancel) {
  cliploop::AvLog log;
  check_failure(status_of([&] { static_cast<void>(to_json(probe(source, options, log, cancel))); }));
}

}  // namespace fuzz
