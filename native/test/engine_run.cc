// Runs the engine without Node on files, one after the other in one process, for sanitizers and leak checkers.
//   engine_run [--format gif|webp] [--start S] [--duration S] [--width N] [--height N] [--fps N] [--quality N]
//   [--threads N]
//              [--cancel-after MS] [--stream] [--out FOLDER] FILE...
// Prints a line for each file: its name, OK or the code of the error, then the result as JSON or the detail of the
// error. The exit code is always 0.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "input/source.h"
#include "input/stream_source.h"
#include "job/animate.h"
#include "job/probe.h"

namespace {

using namespace cliploop;

struct Settings {
  AnimateOptions options;
  bool both_formats = true;
  bool stream = false;
  int64_t cancel_after_ms = 0;
  std::string out;
  std::vector<std::string> files;
};

Rational milliseconds(const char* seconds) { return {static_cast<int64_t>(std::atof(seconds) * 1000), 1000}; }

Settings parse(int argc, char** argv) {
  Settings settings;
  settings.options.fps = Rational{10};
  settings.options.size.width = 160;
  settings.options.threads = 2;
  for (int i = 1; i < argc; ++i) {
    const std::string flag = argv[i];
    const auto next = [&] { return i + 1 < argc ? argv[++i] : ""; };
    if (flag == "--format") {
      const std::string name = next();
      settings.options.format = name == "webp" ? Format::WEBP : name == "avif" ? Format::AVIF : Format::GIF;
      settings.both_formats = false;
    } else if (flag == "--start") {
      settings.options.start = milliseconds(next());
    } else if (flag == "--duration") {
      settings.options.duration = milliseconds(next());
    } else if (flag == "--width") {
      settings.options.size.width = std::atoi(next());
    } else if (flag == "--height") {
      settings.options.size.height = std::atoi(next());
    } else if (flag == "--fps") {
      const Rational fps = milliseconds(next());
      settings.options.fps = fps > Rational{} ? std::optional(fps) : std::nullopt;
    } else if (flag == "--quality") {
      settings.options.quality = std::atoi(next());
    } else if (flag == "--threads") {
      settings.options.threads = std::atoi(next());
    } else if (flag == "--cancel-after") {
      settings.cancel_after_ms = std::atoi(next());
    } else if (flag == "--stream") {
      settings.stream = true;
    } else if (flag == "--out") {
      settings.out = next();
    } else {
      settings.files.push_back(flag);
    }
  }
  return settings;
}

// A file that another thread pushes in pieces, like a stream of Node.
class PipedFile {
 public:
  PipedFile(const std::string& path, int64_t max_spool_bytes, CancelToken& cancel)
      : cancel_(cancel),
        source_({false, -1, max_spool_bytes}, {[this, path](int64_t) { start(path); }, [] {}}, cancel) {}
  ~PipedFile() {
    stop_ = true;
    if (feeder_.joinable()) feeder_.join();
  }
  StreamSource& source() { return source_; }

 private:
  void start(const std::string& path) {
    source_.begin(0);
    feeder_ = std::thread([this, path] {
      std::ifstream file(path, std::ios::binary);
      std::vector<char> piece(10'000);
      while (!stop_ && !cancel_.cancelled() &&
             file.read(piece.data(), static_cast<std::streamsize>(piece.size())).gcount() > 0) {
        const auto* bytes = reinterpret_cast<const uint8_t*>(piece.data());
        if (!source_.push(0, {bytes, static_cast<size_t>(file.gcount())})) {
          std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
      }
      source_.end(0);
    });
  }

  CancelToken& cancel_;
  std::atomic<bool> stop_{false};
  StreamSource source_;
  std::thread feeder_;
};

template <typename Work>
void report(const std::string& what, const Settings& settings, Work work) {
  CancelToken cancel;
  cancel.set_deadline(settings.options.limits.timeout_ms);
  std::thread canceller;
  if (settings.cancel_after_ms > 0) {
    canceller = std::thread([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(settings.cancel_after_ms));
      cancel.cancel({Code::ABORTED, Stage::NONE, 0, "cancelled"});
    });
  }
  try {
    std::printf("%s\tOK\t%s\n", what.c_str(), work(cancel).c_str());
  } catch (...) {
    const Status status = status_of_current_exception(Stage::JOB);
    std::printf("%s\t%s\t%s\n", what.c_str(), std::string(code_name(status.code)).c_str(), status.detail.c_str());
  }
  std::fflush(stdout);
  if (canceller.joinable()) canceller.join();
}

std::string run_animate(const std::string& file, const AnimateOptions& options, const Settings& settings,
                        CancelToken& cancel) {
  AvLog log;
  ProgressMeter progress(nullptr);
  std::vector<uint8_t> bytes;
  const auto sink = sink_to_bytes(bytes, options.limits.max_output_bytes, cancel);
  std::string json;
  if (settings.stream) {
    PipedFile piped(file, options.limits.max_spool_bytes, cancel);
    json = to_json(animate(options, piped.source(), *sink, log, cancel, progress, {}));
  } else {
    const auto source = open_path(file, cancel);
    json = to_json(animate(options, *source, *sink, log, cancel, progress, {}));
  }
  if (!settings.out.empty()) {
    const std::string name = file.substr(file.rfind('/') + 1) + "." + format_name(options.format);
    std::ofstream(settings.out + "/" + name, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
  return json;
}

}  // namespace

int main(int argc, char** argv) {
  const Settings settings = parse(argc, argv);
  for (const auto& file : settings.files) {
    report("probe " + file, settings, [&](CancelToken& cancel) {
      AvLog log;
      const auto source = open_path(file, cancel);
      return to_json(probe(*source, {settings.options.limits, settings.options.threads}, log, cancel));
    });
    for (const Format format : {Format::GIF, Format::WEBP, Format::AVIF}) {
      // The encoders of AVIF are libraries that no sanitizer sees, so it is run only on request.
      const bool wanted = settings.both_formats ? format != Format::AVIF : format == settings.options.format;
      if (!wanted) continue;
      AnimateOptions options = settings.options;
      options.format = format;
      report(std::string(format_name(format)) + " " + file, settings,
             [&](CancelToken& cancel) { return run_animate(file, options, settings, cancel); });
    }
  }
  return 0;
}
