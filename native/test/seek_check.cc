// Checks that seeking shows the same frames as reading from the beginning: seek_check FILE...
// Decodes each file once from its beginning, then starts at several times and compares the frame on screen, pixel by
// pixel. Prints a line for each file. Exits with 1 when a file that is not damaged shows another frame.
#include <cstdio>
#include <string>
#include <vector>

extern "C" {
#include <libavutil/adler32.h>
#include <libavutil/imgutils.h>
}

#include "input/reader.h"

namespace {

using namespace cliploop;

struct ShownFrame {
  Rational time;
  uint32_t hash;
};

uint32_t fingerprint(const AVFrame& frame) {
  const auto format = static_cast<AVPixelFormat>(frame.format);
  const int size = av_image_get_buffer_size(format, frame.width, frame.height, 1);
  std::vector<uint8_t> bytes(static_cast<size_t>(std::max(size, 0)));
  av_image_copy_to_buffer(bytes.data(), size, frame.data, frame.linesize, format, frame.width, frame.height, 1);
  return static_cast<uint32_t>(av_adler32_update(1, bytes.data(), bytes.size()));
}

// The frame on screen at a time. The reader must be before it.
std::optional<ShownFrame> on_screen(Reader& reader, Rational time) {
  std::optional<ShownFrame> shown;
  while (auto frame = reader.next()) {
    if (frame->time > time + reader.timeline().tolerance()) break;
    shown = ShownFrame{frame->time, fingerprint(*frame->frame)};
  }
  return shown;
}

int check(const std::string& file) {
  CancelToken cancel;
  AvLog log;
  const auto source = open_path(file, cancel);
  Reader reader(*source, {2, int64_t{1} << 26}, log, cancel);
  std::vector<ShownFrame> all;
  Rational end;
  while (auto frame = reader.next()) {
    all.push_back({frame->time, fingerprint(*frame->frame)});
    end = frame->time + frame->duration;
  }
  const bool damaged = reader.errors() > 0;
  int wrong = 0;
  int seeks = 0;
  std::string detail;
  for (int i = 1; i < 16; ++i) {
    const Rational time = end * Rational{i, 16};
    reader.rewind();
    reader.start_at(time);
    seeks += reader.seeked() ? 1 : 0;
    const auto shown = on_screen(reader, time);
    const ShownFrame* expected = nullptr;
    for (const auto& seen : all) {
      if (seen.time <= time + reader.timeline().tolerance()) expected = &seen;
    }
    if (!shown || shown->time != expected->time || shown->hash != expected->hash) {
      ++wrong;
      detail += " at " + std::to_string(time.seconds()) + " expected " + std::to_string(expected->time.seconds()) +
                " got " + (shown ? std::to_string(shown->time.seconds()) : "nothing");
    }
  }
  std::printf("%s\t%zu frames, %.3f s, %d of 15 starts by seeking, %d wrong%s%s\n", file.c_str(), all.size(),
              end.seconds(), seeks, wrong, damaged ? " (damaged)" : "", detail.c_str());
  return wrong > 0 && !damaged ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  int failed = 0;
  for (int i = 1; i < argc; ++i) {
    try {
      failed |= check(argv[i]);
    } catch (...) {
      const Status status = status_of_current_exception(Stage::JOB);
      std::printf("%s\t%s\n", argv[i], std::string(code_name(status.code)).c_str());
    }
    std::fflush(stdout);
  }
  return failed;
}
