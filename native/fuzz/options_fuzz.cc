// The options of the addon: whatever a caller passes, they are refused or lie in the ranges that the engine relies on,
// and a job with them ends.
#include <algorithm>

#include "addon/options.h"
#include "bytes_source.h"
#include "frame/geometry.h"
#include "jobs.h"

using namespace fuzz;
using namespace cliploop;

namespace {

bool is_positive(const std::optional<Rational>& r) { return !r || (r->num > 0 && r->den > 0); }

void check_ranges(const AnimateOptions& options) {
  must(options.threads >= 1 && options.threads <= 256, "threads");
  must(options.quality >= 1 && options.quality <= 100, "quality");
  must(options.effort >= 0 && options.effort <= 6, "effort");
  must(!options.loop || (*options.loop >= 0 && *options.loop <= 65535), "loop");
  must(options.size.width >= 0 && options.size.width <= canvas_edge_limit, "width");
  must(options.size.height >= 0 && options.size.height <= canvas_edge_limit, "height");
  must(is_positive(options.fps) && is_positive(options.input_fps) && is_positive(options.fps_limit), "frame rates");
  must(is_positive(options.speed), "speed");
  must(!options.seamless.window || *options.seamless.window >= Rational{}, "window");
  must(options.seamless.fade > Rational{}, "crossfade");
  must(!options.budget || (options.budget->bytes > 0 && options.budget->reduce.size() <= 3), "budget");
  must(options.stream.languages.size() <= 100, "the number of languages");
}

// A video of 4 frames with 16x12 pixels.
std::string small_video() {
  std::string file = "YUV4MPEG2 W16 H12 F10:1 C420jpeg\n";
  for (int k = 0; k < 4; ++k) {
    file += "FRAME\n";
    for (int i = 0; i < 16 * 12 * 3 / 2; ++i) file += static_cast<char>(i * (k + 1));
  }
  return file;
}

bool is_small(const AnimateOptions& options) {
  try {
    const Geometry geometry = compute_geometry({16, 12, {1}, {}}, options.size);
    return geometry.canvas_width * geometry.canvas_height <= 4096;
  } catch (const Failure&) {
    return true;
  }
}

// The caller keeps the limits of a service; here they keep a run short.
void limit(AnimateOptions& options) {
  Limits& limits = options.limits;
  limits.max_memory = std::min<int64_t>(limits.max_memory, 256 << 20);
  limits.max_frames = std::min<int64_t>(limits.max_frames, 100);
  limits.timeout_ms = limits.timeout_ms <= 0 ? 8000 : std::min<int64_t>(limits.timeout_ms, 8000);
  options.threads = std::min(options.threads, 3);
}

void target(Bytes bytes) {
  static const std::string video = small_video();
  FuzzedDataProvider data(bytes.data(), bytes.size());
  const Napi::Object given(data);
  AnimateOptions options;
  try {
    const addon::SourceChoice source = addon::read_source(given);
    must(source.kind == addon::SourceChoice::Kind::STREAM || source.size == -1, "a path has no size");
    static_cast<void>(addon::read_output(given));
    must(addon::read_probe_options(given).threads >= 1, "threads of a probe");
    options = addon::read_animate_options(given);
    static_cast<void>(addon::read_numbered_output(given));
    must(addon::read_stills_options(given).selection.number >= 1, "number of stills");
  } catch (const Napi::TypeError& refused) {
    print(refused.what());
    return;
  }
  check_ranges(options);
  if (!is_small(options)) return;
  limit(options);
  CancelToken cancel;
  cancel.set_deadline(options.limits.timeout_ms);
  BytesSource source(video);
  check_animate(options, source, cancel);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) { return fuzz::run(data, size, target); }
