#include "addon/options.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cliploop::addon {
namespace {

bool has(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  return !value.IsUndefined() && !value.IsNull();
}

[[noreturn]] void refuse(const Napi::Object& object, const std::string& what) {
  throw Napi::TypeError::New(object.Env(), what);
}

double number(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  if (!value.IsNumber() || !std::isfinite(value.As<Napi::Number>().DoubleValue())) {
    refuse(object, std::string(name) + " must be a finite number");
  }
  return value.As<Napi::Number>().DoubleValue();
}

constexpr double kExact = 9007199254740992.0;  // 2^53

int64_t whole(const Napi::Object& object, const char* name) {
  return static_cast<int64_t>(std::clamp(number(object, name), -kExact, kExact));
}

int small(const Napi::Object& object, const char* name, int least, int most) {
  return static_cast<int>(std::clamp<int64_t>(whole(object, name), least, most));
}

std::string text(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  if (!value.IsString()) refuse(object, std::string(name) + " must be a string");
  return value.As<Napi::String>().Utf8Value();
}

bool truth(const Napi::Object& object, const char* name) { return object.Get(name).ToBoolean().Value(); }

Napi::Object child(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  if (!value.IsObject()) refuse(object, std::string(name) + " must be an object");
  return value.As<Napi::Object>();
}

// Reads an enumeration by the names of its values.
template <typename T, size_t N>
T one_of(const Napi::Object& object, const char* name, const std::array<std::pair<const char*, T>, N>& names) {
  const std::string given = text(object, name);
  for (const auto& [known, value] : names) {
    if (given == known) return value;
  }
  refuse(object, std::string(name) + " cannot be \"" + given + "\"");
}

// { num, den }, both at least 1.
Rational fraction(const Napi::Object& object, const char* name) {
  const Napi::Object given = child(object, name);
  return {std::max<int64_t>(1, whole(given, "num")), std::max<int64_t>(1, whole(given, "den"))};
}

std::optional<Rational> optional_fraction(const Napi::Object& object, const char* name) {
  return has(object, name) ? std::optional(fraction(object, name)) : std::nullopt;
}

// A path: text, or the bytes of a name that is not UTF-8.
std::string path_bytes(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  if (!value.IsTypedArray()) return text(object, name);
  const auto bytes = value.As<Napi::Uint8Array>();
  return {bytes.Data(), bytes.Data() + bytes.ByteLength()};
}

// A copy, because the caller may close its descriptor while the job still ends.
std::shared_ptr<Descriptor> descriptor(const Napi::Object& object, const char* name = "fd") {
  Descriptor copy = Descriptor::copy_of(small(object, name, 0, INT32_MAX));
  if (copy.get() < 0) refuse(object, std::string(name) + " must be an open descriptor");
  return std::make_shared<Descriptor>(std::move(copy));
}

Rational microseconds(int64_t count) { return {count, 1'000'000}; }

StreamRequest read_stream(const Napi::Object& options) {
  StreamRequest request;
  if (!has(options, "stream")) return request;
  const Napi::Object given = child(options, "stream");
  if (has(given, "index")) {
    request.index = small(given, "index", 0, INT32_MAX);
    return request;
  }
  const Napi::Object languages = child(given, "languages");
  constexpr int kMostTags = 100;
  const int count = small(languages, "length", 0, kMostTags);
  for (int i = 0; i < count; ++i) {
    request.languages.push_back(languages.Get(static_cast<uint32_t>(i)).ToString().Utf8Value());
  }
  return request;
}

}  // namespace

SourceChoice read_source(const Napi::Object& options) {
  const Napi::Object source = child(options, "source");
  SourceChoice choice;
  using Kind = SourceChoice::Kind;
  choice.kind =
      one_of<Kind, 3>(source, "kind", {{{"path", Kind::PATH}, {"stream", Kind::STREAM}, {"fd", Kind::DESCRIPTOR}}});
  if (choice.kind == Kind::DESCRIPTOR) choice.file = descriptor(source);
  if (choice.kind == Kind::PATH) choice.path = path_bytes(source, "path");
  if (choice.kind == Kind::STREAM) {
    choice.reopen = truth(source, "reopen");
    if (has(source, "size")) choice.size = whole(source, "size");
  }
  return choice;
}

OutputChoice read_output(const Napi::Object& options) {
  const Napi::Object output = child(options, "output");
  OutputChoice choice;
  using Kind = OutputChoice::Kind;
  choice.kind = one_of<Kind, 4>(
      output, "kind",
      {{{"path", Kind::PATH}, {"bytes", Kind::BYTES}, {"stream", Kind::STREAM}, {"fd", Kind::DESCRIPTOR}}});
  if (choice.kind == Kind::DESCRIPTOR) choice.file = descriptor(output);
  if (choice.kind == Kind::DESCRIPTOR && has(output, "spool")) choice.spool = descriptor(output, "spool");
  if (choice.kind == Kind::PATH) {
    choice.path = path_bytes(output, "path");
    choice.overwrite = truth(output, "overwrite");
  }
  return choice;
}

namespace {

Limits read_limits(const Napi::Object& options) {
  const Napi::Object given = child(options, "limits");
  Limits limits;
  limits.max_pixels = whole(given, "maxPixels");
  limits.max_duration = microseconds(whole(given, "maxDurationUs"));
  limits.max_memory = whole(given, "maxMemory");
  limits.max_frames = whole(given, "maxFrames");
  limits.max_output_bytes = whole(given, "maxOutputBytes");
  limits.max_spool_bytes = whole(given, "maxSpoolBytes");
  limits.timeout_ms = whole(given, "timeoutMs");
  return limits;
}

int read_threads(const Napi::Object& options) { return small(options, "threads", 1, 256); }

}  // namespace

ProbeOptions read_probe_options(const Napi::Object& options) {
  return {read_limits(options), read_threads(options), optional_fraction(options, "inputFps")};
}

namespace {

Length read_length(const Napi::Object& options, const char* name, int most) {
  if (options.Get(name).IsObject()) return {0, fraction(options, name)};
  return {small(options, name, 0, most), {}};
}

void read_crop(const Napi::Object& options, VideoOptions& out) {
  if (!has(options, "crop")) return;
  if (options.Get("crop").IsString()) {
    out.crop_bars = text(options, "crop") == "auto";
    return;
  }
  const Napi::Object crop = child(options, "crop");
  const auto length = [&](const char* name) { return read_length(crop, name, INT32_MAX); };
  out.size.crop = {length("x"), length("y"), length("width"), length("height")};
}

Gravity read_gravity(const Napi::Object& options) {
  return one_of<Gravity, 9>(options, "gravity",
                            {{{"center", {1, 1}},
                              {"north", {1, 0}},
                              {"northeast", {2, 0}},
                              {"east", {2, 1}},
                              {"southeast", {2, 2}},
                              {"south", {1, 2}},
                              {"southwest", {0, 2}},
                              {"west", {0, 1}},
                              {"northwest", {0, 0}}}});
}

void read_video_options(const Napi::Object& options, VideoOptions& out) {
  out.start = microseconds(whole(options, "startUs"));
  if (has(options, "endUs")) out.end = microseconds(whole(options, "endUs"));
  if (has(options, "durationUs")) out.duration = microseconds(whole(options, "durationUs"));
  out.stream = read_stream(options);
  constexpr int kLongestEdge = 16383;
  const Length width = read_length(options, "width", kLongestEdge);
  const Length height = read_length(options, "height", kLongestEdge);
  out.size.width = width.pixels;
  out.size.width_share = width.share;
  out.size.height = height.pixels;
  out.size.height_share = height.share;
  read_crop(options, out);
  out.size.gravity = read_gravity(options);
  out.size.adaptive = truth(options, "resolutionAdaptive");
  out.size.fit = one_of<Fit, 4>(
      options, "fit",
      {{{"stretch", Fit::STRETCH}, {"contain", Fit::CONTAIN}, {"cover", Fit::COVER}, {"pad", Fit::PAD}}});
  const Napi::Object background = child(options, "background");
  for (uint32_t i = 0; i < 4; ++i) {
    const double channel = background.Get(i).ToNumber().DoubleValue();
    out.background[i] = static_cast<uint8_t>(std::clamp(std::isfinite(channel) ? channel : 0.0, 0.0, 255.0));
  }
  out.input_fps = optional_fraction(options, "inputFps");
  out.quality = small(options, "quality", 1, 100);
  out.threads = read_threads(options);
  out.limits = read_limits(options);
}

StillSelection read_selection(const Napi::Object& options) {
  const Napi::Object given = child(options, "selection");
  using Kind = StillSelection::Kind;
  StillSelection selection;
  selection.kind = one_of<Kind, 4>(
      given, "kind",
      {{{"times", Kind::TIMES}, {"every", Kind::EVERY}, {"interval", Kind::INTERVAL}, {"count", Kind::COUNT}}});
  if (selection.kind == Kind::TIMES) {
    const Napi::Object times = child(given, "timesUs");
    constexpr int kMostTimes = 1'000'000;
    const int count = small(times, "length", 1, kMostTimes);
    for (int i = 0; i < count; ++i) {
      const double time = times.Get(static_cast<uint32_t>(i)).ToNumber().DoubleValue();
      if (!std::isfinite(time)) refuse(options, "timesUs must be finite numbers");
      selection.times.push_back(microseconds(static_cast<int64_t>(std::clamp(time, -kExact, kExact))));
    }
  }
  if (selection.kind == Kind::INTERVAL) {
    selection.interval = microseconds(std::max<int64_t>(1, whole(given, "intervalUs")));
  }
  const bool counts = selection.kind == Kind::EVERY || selection.kind == Kind::COUNT;
  if (counts) selection.number = std::max<int64_t>(1, whole(given, "number"));
  if (selection.kind == Kind::COUNT) selection.key_frames = truth(given, "keyFrames");
  return selection;
}

}  // namespace

std::optional<NumberedPaths> read_numbered_output(const Napi::Object& options) {
  const Napi::Object output = child(options, "output");
  if (text(output, "kind") != "files") return std::nullopt;
  constexpr int kMostDigits = 20;
  return NumberedPaths{path_bytes(output, "before"), small(output, "digits", 1, kMostDigits),
                       path_bytes(output, "after"), truth(output, "overwrite")};
}

StillsOptions read_stills_options(const Napi::Object& options) {
  StillsOptions out;
  read_video_options(options, out);
  out.format = one_of<StillFormat, 3>(
      options, "format", {{{"webp", StillFormat::WEBP}, {"png", StillFormat::PNG}, {"jpeg", StillFormat::JPEG}}});
  out.selection = read_selection(options);
  if (has(options, "sprite")) {
    const Napi::Object given = child(options, "sprite");
    constexpr int kMostTiles = 65535;  // on one side
    out.sprite = SpriteOptions{small(given, "columns", 0, kMostTiles), small(given, "rows", 0, kMostTiles)};
  }
  return out;
}

namespace {

std::optional<ByteBudget> read_budget(const Napi::Object& options) {
  if (!has(options, "budget")) return std::nullopt;
  const Napi::Object given = child(options, "budget");
  ByteBudget budget;
  constexpr int64_t kMostBytes = int64_t{1} << 30;
  budget.bytes = std::clamp<int64_t>(whole(given, "bytes"), 1, kMostBytes);
  const Napi::Object reduce = child(given, "reduce");
  constexpr int kMostKinds = 3;
  const int count = small(reduce, "length", 0, kMostKinds);
  for (int i = 0; i < count; ++i) {
    const Napi::Value item = reduce.Get(static_cast<uint32_t>(i));
    if (!item.IsObject()) refuse(options, "reduce must be a list of objects");
    const auto entry = item.As<Napi::Object>();
    const auto what = one_of<Reduce, 3>(
        entry, "what", {{{"quality", Reduce::QUALITY}, {"fps", Reduce::RATE}, {"size", Reduce::SIZE}}});
    budget.reduce.push_back({what, std::max(0.001, number(entry, "least"))});
  }
  return budget;
}

}  // namespace

AnimateOptions read_animate_options(const Napi::Object& options) {
  AnimateOptions out;
  out.format =
      one_of<Format, 3>(options, "format", {{{"gif", Format::GIF}, {"webp", Format::WEBP}, {"avif", Format::AVIF}}});
  read_video_options(options, out);
  constexpr Rational kDefaultLimit{15};
  if (options.Get("fps").IsObject()) out.fps = fraction(options, "fps");
  if (!has(options, "fps")) out.fps_limit = kDefaultLimit;
  out.speed = fraction(options, "speed");
  out.playback = one_of<Playback, 3>(
      options, "playback",
      {{{"forward", Playback::FORWARD}, {"reverse", Playback::REVERSE}, {"boomerang", Playback::BOOMERANG}}});
  out.effort = small(options, "effort", 0, 6);
  if (has(options, "loop")) out.loop = small(options, "loop", 0, 65535);
  out.dither = one_of<Dither, 4>(options, "dither",
                                 {{{"auto", Dither::automatic},
                                   {"none", Dither::none},
                                   {"floyd-steinberg", Dither::floyd_steinberg},
                                   {"ordered", Dither::ordered}}});
  out.auto_start = truth(options, "startAuto");
  out.budget = read_budget(options);
  using Mode = Seamless::Mode;
  out.seamless.mode = one_of<Mode, 4>(
      options, "seamless",
      {{{"none", Mode::NONE}, {"find", Mode::FIND}, {"crossfade", Mode::CROSSFADE}, {"auto", Mode::AUTO}}});
  if (has(options, "seamlessWindowUs")) {
    out.seamless.window = microseconds(std::max<int64_t>(0, whole(options, "seamlessWindowUs")));
  }
  out.seamless.fade = microseconds(std::max<int64_t>(1, whole(options, "crossfadeUs")));
  return out;
}

}  // namespace cliploop::addon
